/* Small helps that work without being needed: every page works with scripts off. */
(function () {
  "use strict";
  var carried = false;
  // A long form warns before it is left with unsaved words.
  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    var typed = false;
    form.addEventListener("input", function () { typed = true; });
    form.addEventListener("submit", function () { typed = false; });
    window.addEventListener("beforeunload", function (event) { if (typed && !carried) { event.preventDefault(); } });
  });
  // The words of a message stay while its files are put down: they go along, in this tab, to the next page of the case.
  var composer = document.querySelector(".composer form[data-keep]");
  var key = "words of " + location.pathname.split("/").slice(0, 3).join("/");
  document.addEventListener("submit", function (event) {
    if (!composer || !event.target.closest(".uploads")) { return; }
    var words = {};
    composer.querySelectorAll("textarea, select").forEach(function (field) { words[field.name] = field.value; });
    sessionStorage.setItem(key, JSON.stringify(words));
    carried = true;
  });
  window.addEventListener("load", function () {
    var words = composer && JSON.parse(sessionStorage.getItem(key) || "null");
    if (composer) { sessionStorage.removeItem(key); }
    if (document.querySelector("[type=password]")) { sessionStorage.clear(); }  // whoever signs in here next
    var chosen = null;
    Object.keys(words || {}).forEach(function (name) {
      var field = composer.elements[name];
      if (!field || field.value === words[name] || (name === "body" && field.value)) { return; }
      field.value = words[name];
      if (name === "body") { field.dispatchEvent(new Event("input", { bubbles: true })); } else { chosen = field; }
    });
    if (chosen) { chosen.dispatchEvent(new Event("change", { bubbles: true })); }  // who reads it is asked once
  });
  // A second press while the first is on its way sends nothing twice. After a while without an answer one may try again.
  var WAIT = 8000;
  document.addEventListener("submit", function (event) {
    var form = event.target, now = Date.now();
    if (event.defaultPrevented || form.getAttribute("method") !== "post") { return; }
    if (now - Number(form.getAttribute("data-sent-at") || 0) < WAIT) { event.preventDefault(); return; }
    form.setAttribute("data-sent-at", String(now));
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }  // only a page that comes back by the back button still has them
    document.querySelectorAll("form[data-sent-at]").forEach(function (form) { form.removeAttribute("data-sent-at"); });
  });
  // A page that refuses starts at the sentence that says why, unless its address or a field of it asks for another place.
  window.addEventListener("load", function () {
    var why = document.querySelector("main form .usa-alert--error[role=alert], main .usa-alert--error[role=alert]");
    var at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!why || (at && !at.contains(why)) || (document.activeElement && document.activeElement !== document.body)) { return; }
    why.setAttribute("tabindex", "-1");
    why.focus();
  });
  // "Select all" for bulk work.
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.matches && box.matches("[data-all]")) {
      document.querySelectorAll(box.getAttribute("data-all")).forEach(function (one) { one.checked = box.checked; });
    }
    if (box.matches && box.matches("[data-submit]")) { box.form.submit(); }
  });
  // What is marked in the words of a record goes into the field that cuts it out.
  document.addEventListener("selectionchange", function () {
    var marked = document.getSelection(), words = String(marked || "").trim();
    var from = words && marked.anchorNode && marked.anchorNode.parentElement.closest("[data-cut]");
    if (from && from.contains(marked.focusNode)) { document.querySelector(from.getAttribute("data-cut")).value = words; }
  });
  // "@": the names of those who would read it, as the page already shows them; a click puts one into the text.
  var called = /(^|[^\w.-])@([^@\n]{0,40})$/;
  document.addEventListener("input", function (event) {
    var box = event.target, names = document.querySelector("[data-names]");
    if (!names || !box.matches || box.id !== "id_body") { return; }
    var found = called.exec(box.value.slice(0, box.selectionStart));
    var begun = found ? found[2].toLowerCase() : "", fits = 0;
    names.querySelectorAll("li").forEach(function (one) {
      one.hidden = one.textContent.trim().toLowerCase().indexOf(begun) !== 0;
      if (!one.hidden) { fits += 1; }
    });
    names.closest("details").open = Boolean(found) && fits > 0;
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-insert]"), box = document.getElementById("id_body");
    if (!button || !box) { return; }
    var before = box.value.slice(0, box.selectionStart).replace(called, "$1"), after = box.value.slice(box.selectionStart);
    if (before && !/\s$/.test(before)) { before += " "; }
    box.value = before + button.getAttribute("data-insert") + after;
    box.focus();
    box.setSelectionRange(box.value.length - after.length, box.value.length - after.length);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // A passage that is selected in a text goes into the form for comments, with its place.
  document.addEventListener("selectionchange", function () {
    var form = document.querySelector("form[data-quotes]"), chosen = document.getSelection();
    if (!form || !chosen.rangeCount || chosen.isCollapsed) { return; }
    var range = chosen.getRangeAt(0), at = range.commonAncestorContainer;
    var part = (at.nodeType === 1 ? at : at.parentElement).closest("[data-part]");
    if (!part) { return; }
    var before = document.createRange();
    before.selectNodeContents(part);
    before.setEnd(range.startContainer, range.startOffset);
    form.elements.field.value = part.getAttribute("data-part");
    form.elements.quote.value = wordsOf(range);
    form.elements.start.value = Array.from(wordsOf(before)).length;
  });
  function wordsOf(range) {
    var found = range.cloneContents();
    found.querySelectorAll("[data-skip]").forEach(function (one) { one.remove(); });
    return found.textContent;
  }
})();

// On paper nothing is folded away: what is closed is opened for the print and closed again after it.
(function () {
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("main details:not([open])"));
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (one) { one.open = false; }); });
})();
