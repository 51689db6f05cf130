"use strict";
const element = document.getElementById("swagger-ui");
SwaggerUIBundle({
  domNode: element,
  urls: JSON.parse(element.dataset.contracts),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  persistAuthorization: true,
  // Otherwise the contract's address is sent to swagger.io to be validated there.
  validatorUrl: null,
});
