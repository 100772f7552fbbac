#include "lms/gateway/lti_pages.h"

// The script of pages that a platform shows in a frame: what the browser does not keep in such a
// frame the platform's window keeps (LTI Client Side postMessages, LTI platform storage), and forms
// go on by themselves. Without script there are buttons.
namespace assay::gateway {

const char kLtiScript[] = R"js("use strict";
(() => {
  const page = document.querySelector("[data-lti]");
  if (page === null) return;
  const { lti, storage, origin, key, value, next } = page.dataset;

  const ask = (subject, more) =>
    new Promise((resolve) => {
      const owner = window.opener ?? window.parent;
      const target = !storage || storage === "_parent" ? owner : owner.frames[storage];
      if (!target || target === window) return resolve(null);
      const message_id = crypto.randomUUID();
      const answer = (event) => {
        const data = event.data;
        if (event.origin !== origin || data?.subject !== `${subject}.response` || data.message_id !== message_id) return;
        window.removeEventListener("message", answer);
        resolve(data);
      };
      window.addEventListener("message", answer);
      setTimeout(() => resolve(null), 3000);
      target.postMessage({ subject, message_id, key, ...more }, origin);
    });

  const run = {
    // Before the login goes on: the platform keeps what this browser has to bring to the launch.
    put: async () => {
      await ask("lti.put_data", { value });
      location.replace(next);
    },
    // At the launch: what the platform kept is brought along.
    get: async () => {
      const answer = await ask("lti.get_data", {});
      const form = document.querySelector("form[data-launch]");
      if (typeof answer?.value === "string" && answer.value !== "") {
        form.elements.browser.value = answer.value;
        form.submit();
        return;
      }
      document.querySelector("[data-fallback]").hidden = false;
    },
    submit: () => document.querySelector("form").submit(),
    close: () => (window.opener ?? window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*"),
  };
  run[lti]?.();
})();
)js";

}  // namespace assay::gateway
