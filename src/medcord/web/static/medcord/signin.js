/* Passkeys: the one thing of sign-in that a page cannot do by itself. Forms that need a passkey show when it can be had. */
(function () {
  "use strict";
  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); });
  }
  function letters(buffer) {
    var raw = "";
    new Uint8Array(buffer).forEach(function (one) { raw += String.fromCharCode(one); });
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function read(options) {
    var asked = options.publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) { asked.user.id = bytes(asked.user.id); }
    (asked.excludeCredentials || []).concat(asked.allowCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    return { publicKey: asked };
  }
  function written(credential) {
    var answer = {}, given = credential.response;
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (given[name]) { answer[name] = letters(given[name]); }
    });
    return JSON.stringify({
      id: credential.id, rawId: letters(credential.rawId), type: credential.type, response: answer,
      clientExtensionResults: credential.getClientExtensionResults()
    });
  }
  function ask(form) {
    var token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(form.dataset.begin, { method: "POST", headers: { "X-CSRFToken": token, "Accept": "application/json" } })
      .then(function (answer) {
        if (!answer.ok || !/json/.test(answer.headers.get("Content-Type") || "")) { throw new Error("not open"); }
        return answer.json();
      })
      .then(function (options) { return navigator.credentials[form.dataset.passkey](read(options)); });
  }
  function say(form) {
    var said = form.querySelector("[data-said]");
    said.textContent = "No passkey came back. Try again; if this page was open for long, reload it first.";
    said.hidden = false;
  }
  // A passkey belongs to a name; browsers make none for a bare address such as the demo's 127.0.0.1.
  var named = !/^[0-9.]+$|:/.test(location.hostname);
  if (window.PublicKeyCredential && navigator.credentials && named) {
    document.querySelectorAll("form[data-passkey]").forEach(function (form) {
      form.hidden = false;
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        ask(form).then(function (credential) {
          form.querySelector("[name=credential]").value = written(credential);
          form.submit();
        }).catch(function () { say(form); });
      });
    });
    document.querySelectorAll("[data-no-passkey]").forEach(function (one) { one.hidden = true; });
  }
  document.querySelectorAll("form[data-go]").forEach(function (form) { form.submit(); });
})();
