/* Parts that fold, where a browser does less by itself. Every page works with scripts off: what is named in the address
   opens by itself in newer browsers, and a refused form starts open. */
(function () {
  "use strict";
  var folds = Array.from(document.querySelectorAll("details.fold, details.part"));
  if (!folds.length) { return; }
  // What the address names is open and in sight, also in browsers that do not open it themselves.
  function show() {
    var at = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var one = at; one; one = one.parentElement) { if (one.matches("details:not([open])")) { one.open = true; } }
    if (at) { at.scrollIntoView(); }
  }
  window.addEventListener("hashchange", show);
  document.addEventListener("click", function (event) {  // the same part again: no change of the address says so
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { show(); }
  });
  // What somebody opened stays open in this tab when the page comes back after a save.
  var key = "open on " + location.pathname, said = JSON.parse(sessionStorage.getItem(key) || "{}");
  function name(one) { return (one.querySelector("[id]:not(summary [id])") || one).id || one.querySelector("summary").textContent; }
  folds.forEach(function (one) {
    if (said[name(one)] && !one.open) { one.open = true; }
    one.querySelector("summary").addEventListener("click", function () {
      said[name(one)] = !one.open;
      sessionStorage.setItem(key, JSON.stringify(said));
    });
  });
  if (location.hash) { show(); }
  // Everything at once.
  document.querySelectorAll("[data-folds]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var open = folds.some(function (one) { return !one.open; });
      folds.forEach(function (one) { one.open = open; });
      button.textContent = open ? button.getAttribute("data-close") : button.getAttribute("data-open");
    });
  });
  // A marked passage goes into the form for comments; the form is then in sight.
  document.addEventListener("selectionchange", function () {
    var form = document.querySelector("form[data-quotes]"), part = form && form.closest("details");
    var chosen = document.getSelection(), at = chosen.anchorNode;
    at = at && at.nodeType !== 1 ? at.parentElement : at;
    if (part && !chosen.isCollapsed && at && at.closest("[data-part]")) { part.open = true; }
  });
})();
