// Light, dark, or the system's: kept in a cookie so that the server writes data-theme and the first paint is already right.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]")
  if (!choice) return
  const theme = choice.dataset.themeChoice
  if (theme) document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`
})
