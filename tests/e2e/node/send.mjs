// Sends one call of each kind to the server named, as an application would, and prints what went wrong, if anything.
import { Analytics } from "@segment/analytics-node";

const [host, writeKey, events, maxRetries] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey, flushAt: 20, flushInterval: 100, maxRetries: Number(maxRetries) });
const wrong = [];
analytics.on("error", (error) => wrong.push(`${error.code}: ${error.reason?.message ?? error.reason}`));

analytics.identify({ userId: "lan", traits: { name: "Lan", city: "Huế" } });
analytics.page({ anonymousId: "abc", userId: "lan", name: "Trang chủ", properties: { path: "/", url: "https://shop.vn/" } });
analytics.screen({ userId: "lan", name: "Giỏ hàng" });
analytics.group({ userId: "lan", groupId: "acme", traits: { plan: "pro" } });
analytics.alias({ userId: "lan", previousId: "abc" });
for (let i = 0; i < Number(events); i += 1) {
  const timestamp = new Date(Date.now() - i * 60_000);
  analytics.track({ userId: "lan", event: "Đã mua", properties: { i, total: 1.5, items: ["á", "b"] }, timestamp });
}
await analytics.closeAndFlush({ timeout: 20_000 });
console.log(JSON.stringify(wrong));
