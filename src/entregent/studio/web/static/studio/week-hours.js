// <week-hours>: its button copies the first day's hours to the four after it.

class WeekHours extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (!event.target.closest("[data-copy-down]")) return
      const [first, ...others] = [...this.querySelectorAll(".studio-day")].map((day) => [...day.querySelectorAll("input")])
      for (const day of others.slice(0, 4)) day.forEach((box, place) => { box.value = first[place].value })
      first[0].dispatchEvent(new Event("change", { bubbles: true })) // the strip of the year is drawn again
    })
  }
}

customElements.define("week-hours", WeekHours)
