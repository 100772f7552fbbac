// Signing in by what an OpenID provider says: oidc-provider, which is certified, on this machine.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

async function startProvider(redirectUri) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("provider.mjs", import.meta.url)), redirectUri], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const issuer = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the provider ended with ${code}: ${said}`)));
  });
  return { issuer, stop: () => child.kill() };
}

export async function signOnJourneys({ check, browser, platform, Person, administrator }) {
  const callback = `${platform.url}/v1/sign-in/providers/callback`;
  const provider = await startProvider(callback);
  const visitor = new Person(browser, platform, "nina");
  await visitor.open();
  const { page } = visitor;
  visitor.expected = /ERR_NAME_NOT_RESOLVED|404/; // what the provider's own pages ask for

  async function setsItUp() {
    const { page } = administrator;
    await page.goto(`${platform.url}/app/people`);
    await page.getByRole("link", { name: "Sign-in providers" }).click();
    await page.getByRole("button", { name: "Add a provider" }).click();
    check("the address to return to is shown", (await page.getByLabel("Address to return to").inputValue()) === callback);
    await page.getByLabel("Name on the button").fill("Campus");
    await page.getByLabel("Issuer").fill(`${provider.issuer}/`);
    await page.getByLabel("Client id").fill("assay");
    await page.getByLabel("Client secret").fill("a secret of two servers");
    await page.getByLabel("E-mail domains").fill("example.org");
    administrator.expected = /422/;
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("calls itself by another name").first().waitFor();
    administrator.expected = undefined;
    check("an issuer that is not written as it writes itself is refused at once", true);
    await administrator.look("providers");
    await page.getByLabel("Issuer").fill(provider.issuer);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Campus" }).waitFor();
    check("a provider is set up", true);
  }

  async function goes(name) {
    await page.goto(`${platform.url}/app/`);
    await page.getByRole("button", { name: "Continue with Campus" }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    if (name === "") return;
    await page.locator("input[name=login]").fill(name);
    await page.locator("input[name=password]").fill("any");
    await page.locator("button[type=submit]").click();
  }

  async function isNotKnown() {
    await page.goto(`${platform.url}/app/`);
    await page.getByRole("button", { name: "Continue with Campus" }).waitFor();
    await visitor.look("sign-in-providers");
    await goes("nina");
    await page.locator("button[type=submit]", { hasText: "Continue" }).click();
    await page.getByRole("alert").getByText("Ask to be invited").waitFor();
    check("who was not invited is told what to do", true);
    await visitor.look("sign-in-refused");
  }

  async function says(no) {
    const other = new Person(browser, platform, "otto");
    await other.open();
    other.expected = visitor.expected;
    await other.page.goto(`${platform.url}/app/`);
    await other.page.getByRole("button", { name: "Continue with Campus" }).click();
    await other.page.getByRole("link", { name: no }).click();
    await other.page.getByRole("alert").getByText("was told not to sign you in").waitFor();
    check("who said no at the provider may try again", true);
    await other.context.close();
  }

  async function isInvitedAndComesIn() {
    const made = await page.request.post(`${platform.url}/v1/invitations`, {
      headers: { Authorization: `Bearer ${platform.token("demo-instructor")}` },
      data: { email: "nina@example.org", name: "Nina Example", course: "demo", role: "student" },
    });
    check("she is invited", made.status() === 201);
    // The provider knows her now: its button is all there is to it.
    let answer = "";
    page.on("request", (request) => {
      if (request.url().startsWith(callback)) answer = request.url();
    });
    await page.goto(`${platform.url}/app/`);
    await page.getByRole("button", { name: "Continue with Campus" }).click();
    await page.getByRole("heading", { name: "Assignments" }).waitFor();
    check("from the sign-in page to the course list", page.url() === `${platform.url}/app/`);
    await page.getByText("Nina Example").waitFor();
    await page.getByRole("link", { name: "Sum", exact: true }).waitFor();
    const again = await page.request.get(answer, { maxRedirects: 0 });
    check("the same answer again signs nobody in", again.status() === 303 && again.headers().location === "/app/#refused=expired");
    const thief = await browser.newContext({ ignoreHTTPSErrors: true });
    const stolen = await thief.request.get(answer, { maxRedirects: 0 });
    check("nor in another browser", /refused=expired$/.test(stolen.headers().location));
    await thief.close();
  }

  async function aPageThatWasAskedForIsReached() {
    await page.getByRole("banner").getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Continue with Campus" }).waitFor();
    await page.goto(`${platform.url}/app/courses/demo`);
    await page.getByRole("button", { name: "Continue with Campus" }).click();
    await page.waitForURL(`${platform.url}/app/courses/demo`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    check("signing in leads to the page that was asked for", true);
  }

  async function itIsOnTheAuditLog() {
    const answer = await administrator.page.request.get(`${platform.url}/v1/audit`, {
      headers: { Authorization: `Bearer ${platform.token("admin")}` },
    });
    const actions = (await answer.json()).records.map((one) => one.action);
    for (const action of ["provider.put", "sign_in.provider_refused", "provider.link", "sign_in.provider"])
      check(`the audit log has ${action}`, actions.includes(action));
  }

  try {
    await setsItUp();
    await isNotKnown();
    await says("[ Cancel ]");
    await isInvitedAndComesIn();
    await aPageThatWasAskedForIsReached();
    await itIsOnTheAuditLog();
  } finally {
    provider.stop();
    await visitor.context.close();
  }
}
