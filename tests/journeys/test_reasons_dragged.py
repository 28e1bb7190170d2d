"""The tree of reasons by mouse and by keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page


def lines(page: Page) -> list[str]:
    return page.locator(".studio-tree li").evaluate_all(
        "all => all.map(line => line.className.match(/depth-(.)/)[1] + line.querySelector('a').textContent)"
    )


def drag(page: Page, what: str, onto: str, share: float) -> None:
    """Drop the line of a name on another's, at that share of its height."""
    start, end = (page.locator(".studio-tree li", has_text=name).first.bounding_box() for name in (what, onto))
    page.mouse.move(start["x"] + 150, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 160, end["y"] + end["height"] / 2, steps=5)
    page.mouse.move(end["x"] + 170, end["y"] + end["height"] * share, steps=3)
    with page.expect_navigation():
        page.mouse.up()


def test_a_reason_is_dragged_under_another_and_goes_back_by_keyboard(entering: Callable[..., Page]) -> None:
    page, faults = entering("solene"), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto("/studio/reasons/tree/?brand=armor")
    before = lines(page)
    what, onto = "Résiliation", "Mobile"
    assert f"1{what}" in before and f"0{onto}" in before
    drag(page, what, onto, 0.5)
    moved = lines(page)
    under = moved[moved.index(f"0{onto}") + 1 :]
    assert f"1{what}" in under[: next((place for place, line in enumerate(under) if line.startswith("0")), len(under))]
    assert page.evaluate("document.activeElement.textContent") == what
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowLeft")
    assert f"0{what}" in lines(page)
    while before != lines(page):
        way = "Alt+ArrowRight" if lines(page)[-1] == f"0{what}" else "Alt+ArrowDown"
        with page.expect_navigation():
            page.keyboard.press(way)
    assert not faults
