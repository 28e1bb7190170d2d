"""A page held against WCAG 2.1 AA by axe: the whole of it at a desk in the light theme; on a telephone in the dark one,
what a theme and a width can break; and no page wider than the telephone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": LEVELS}}
THEME_AND_WIDTH = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]},
}
SETTLED = """async () => {
  const within = (seconds, promise) => Promise.race([promise, new Promise(over => setTimeout(over, 1000 * seconds))])
  const painted = () => within(1, new Promise(done => requestAnimationFrame(done)))
  const whole = () => document.readyState === 'complete'
    && ![...document.querySelectorAll('.skeleton, .htmx-request')].some(one => one.checkVisibility())
  for (const until = performance.now() + 30000; !whole();) {
    if (performance.now() > until) throw new Error('the page does not settle')
    await painted()
  }
  await painted()
  await painted()
  const ending = document.getAnimations().filter(one => one.effect.getTiming().iterations !== Infinity)
  await within(5, Promise.all(ending.map(one => one.finished.catch(() => null))))
}"""
"""Waits until all has come and nothing moves; a frame that the browser never paints and an animation that never ends are not
waited for. One call: Playwright's own polling needs eval, which our pages refuse."""
GRAVE = ("serious", "critical")
DESK, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}


def grave(page: Page, options: dict[str, object]) -> list[str]:
    """What axe finds that keeps someone from using the page: rule, number of places, the first of them."""
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    if found:  # seen in the middle of a fragment's arrival, perhaps: what is wrong is still so when the page has settled
        page.evaluate(SETTLED)
        found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{one['id']} ×{len(one['nodes'])}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in GRAVE]


def look(page: Page, address: str, *, meant: int = 200) -> list[str]:
    """Open a page, and say all that is wrong with it; it must answer with the status that is meant, and say its name."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(DESK)
    answer = page.goto(address)
    found = [] if answer is not None and answer.status == meant else [f"answered {answer and answer.status}"]
    if page.title().startswith(("·", " ·")) or not page.title():
        found.append("the page has no title")
    return [f"{address} {one}" for one in found] + look_again(page, address)


def look_again(page: Page, called: str) -> list[str]:
    """What is wrong with what the page shows now, both ways; it is left at a desk in the light."""
    page.evaluate(SETTLED)
    page.evaluate(AXE.axe_script)
    found = grave(page, EVERYTHING)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size(PHONE)
    page.evaluate(SETTLED)
    found += [f"dark, telephone: {one}" for one in grave(page, THEME_AND_WIDTH)]
    if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
        found.append(f"telephone: the page scrolls sideways, because of {page.evaluate(TOO_WIDE)}")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(DESK)
    return [f"{called} {one}" for one in found]


TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 100)).join(' | ')"""
