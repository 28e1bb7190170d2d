"""A hundred and fifty calls at once through the whole house, each with an agent, all recorded: what is lost, what it weighs.

``python -m bench.voice_bridged [calls] [seconds]``: callers wait, agents' SIP telephones answer, both ends send and count.
"""

import sys
import time

from bench.telephone.city import City
from bench.telephone.world import PASSWORD, QUEUE, load, wait, world

CALLS, SECONDS, RATE = 150, 20, 10


def main() -> None:
    """Print loss, jitter, processor and memory."""
    calls, seconds = (int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else (CALLS, SECONDS)))
    with world(calls, recorded=True) as house, City() as city:
        empty = house.weight()
        users = [f"a{number}" for number in range(calls)]
        city.ask("agents", server=house.sip, users=users, password=PASSWORD)
        wait(lambda: city.ask("figures")["registered"] == calls, 60)
        city.ask("call", server=house.sip, to=QUEUE, count=calls, rate=RATE)
        began = time.monotonic()
        while city.ask("figures")["bridged"] < calls and time.monotonic() - began < 60:
            time.sleep(0.5)
        time.sleep(4)  # the last ones are recorded too
        before, first = house.weight(), load()
        city.ask("count")
        time.sleep(seconds)
        told, after = city.ask("figures"), house.weight()
    memory = after["voice MB"] + after["sound MB"]
    used = {name: (after[f"{name} s"] - before[f"{name} s"]) / seconds for name in ("voice", "sound")}
    print(
        f"voice_bridged: {told['bridged']} of {calls} calls bridged and recorded, {told['packets']} packets heard in "
        f"{seconds} s, {told['lost']} lost (aim 0); jitter, mean {told['jitter']:.2f} ms (aim 5), "
        f"worst leg {told['worst']:.2f} ms"
    )
    print(
        f"  calls {used['voice']:.0%} of a core, sound {used['sound']:.0%}, city {told['used']:.0%}; {memory:.0f} MB "
        f"(aim {300 + calls}; empty {empty['voice MB'] + empty['sound MB']:.0f}); {first}, {load()} after"
    )


if __name__ == "__main__":
    main()
