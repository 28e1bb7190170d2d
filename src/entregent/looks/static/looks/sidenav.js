// A menu longer than the window begins where one is.
const menu = document.querySelector(".sidenav")
const here = menu?.querySelector("[aria-current]")
if (here) {
  const [inner, outer] = [here.getBoundingClientRect(), menu.getBoundingClientRect()]
  menu.scrollBy(inner.left - outer.left - (outer.width - inner.width) / 2, inner.top - outer.top - (outer.height - inner.height) / 2)
}
