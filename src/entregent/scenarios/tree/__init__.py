"""Trees, pure: what is said, asked and done, whatever the medium. No Django, no clock, no input or output.

``step(tree, state, input) -> (state, effects)`` is the whole of it; ``form`` reads and writes trees, ``checks`` judges them.
"""
