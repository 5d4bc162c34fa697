// Tin, bài: an address without the names that ask for nothing, so that it can be read and sent to a colleague.
"use strict";

for (const form of document.querySelectorAll("form[data-live]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}
