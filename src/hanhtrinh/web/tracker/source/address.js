// Addresses can carry secrets and personal data; neither leaves the page.
const SECRET = /([?&#][^=&#]*(?:token|passw|secret|mail|phone|sess|auth|otp)[^=&#]*=)[^&#]*/gi;
const MAIL = /[^/?&=#:]+(?:@|%40)[^/?&=#]+/gi;

/** An address without e-mail addresses, secret parameters and (but for routes like `#/cart`) fragment. */
export const clean = (address) => address.replace(/#(?![!/]).*/, "").replace(SECRET, "$1-").replace(MAIL, "-").slice(0, 2000);

/** Which view of a single-page app is open: its path and its route in the fragment. */
export const view = () => location.pathname + (/^#[!/]/.test(location.hash) ? location.hash : "");
