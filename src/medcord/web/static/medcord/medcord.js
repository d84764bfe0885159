/* Small helps that work without being needed: every page works with scripts off. */
(function () {
  "use strict";
  // A long form warns before it is left with unsaved words.
  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    var typed = false;
    form.addEventListener("input", function () { typed = true; });
    form.addEventListener("submit", function () { typed = false; });
    window.addEventListener("beforeunload", function (event) { if (typed) { event.preventDefault(); } });
  });
  // "Select all" for bulk work.
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.matches && box.matches("[data-all]")) {
      document.querySelectorAll(box.getAttribute("data-all")).forEach(function (one) { one.checked = box.checked; });
    }
    if (box.matches && box.matches("[data-submit]")) { box.form.submit(); }
  });
})();
