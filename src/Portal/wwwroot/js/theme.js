// Dark is the rule; see Layout/PageColours.cs for who may be light, and app.css for what that means.
export function show(light) {
  if (light) document.documentElement.dataset.theme = "light";
  else delete document.documentElement.dataset.theme;
}

// For this browser, for a year: the server reads it when it draws a page for the first time.
export function keep(light) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `oxi-theme=${light ? "light" : "dark"}; path=/; max-age=31536000; samesite=strict${secure}`;
}
