// Passkeys, with the browser's own virtual authenticator.
export async function passkeyJourneys({ check, browser, platform, Person }) {
  const grace = new Person(browser, platform, "demo-grace");
  await grace.begin();
  const { page } = grace;
  const [, password] = platform.login("demo-grace");
  const devtools = await grace.context.newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const device = (what, options) => devtools.send(`WebAuthn.${what}`, { authenticatorId, ...options });
  const section = page.locator("section", { has: page.getByRole("heading", { name: "Passkeys" }) });
  const button = page.getByRole("button", { name: "With a passkey" });
  const comesIn = () => page.getByRole("heading", { name: "Assignments" }).waitFor();

  // Nobody touches the device until the button was pressed: what is offered in the field waits.
  async function signsOut() {
    await device("setAutomaticPresenceSimulation", { enabled: false });
    await page.getByRole("banner").getByRole("button", { name: "Sign out" }).click();
    await button.waitFor();
  }
  async function touches() {
    await device("setAutomaticPresenceSimulation", { enabled: true });
    await button.click();
  }

  async function adds() {
    await page.goto(`${platform.url}/app/settings/security`);
    await section.getByLabel("Name").fill("laptop");
    await section.getByLabel("Present password").fill("not her password");
    grace.expected = /422/;
    await section.getByRole("button", { name: "Add a passkey" }).click();
    await section.getByRole("alert").waitFor();
    check("a new passkey asks for the password", (await device("getCredentials")).credentials.length === 0);
    grace.expected = undefined;
    await section.getByLabel("Present password").fill(password);
    await section.getByRole("button", { name: "Add a passkey" }).click();
    await section.getByText("laptop", { exact: true }).waitFor();
    const [made, ...more] = (await device("getCredentials")).credentials;
    check("the device keeps one passkey of this server", made.rpId === "localhost" && made.isResidentCredential && more.length === 0);
    await grace.look("passkeys");
  }

  async function renames() {
    await section.getByRole("button", { name: "Rename laptop" }).click();
    await section.locator("li").getByLabel("Name").fill("desk");
    await section.getByRole("button", { name: "Save" }).click();
    await section.getByText("desk", { exact: true }).waitFor();
    check("a passkey gets another name", (await section.getByText("laptop", { exact: true }).count()) === 0);
  }

  async function signsIn() {
    await signsOut();
    await grace.look("sign-in-passkey");
    await touches();
    await comesIn();
    check("a passkey signs in", true);
    const answer = await page.request.get(`${platform.url}/v1/sessions`);
    check("the session says how", (await answer.json()).sessions.some((one) => one.current && one.method === "passkey"));
    await page.goto(`${platform.url}/app/settings/security`);
    await section.getByText("last used").waitFor();
  }

  // A browser that knows a passkey offers it by itself.
  async function isOfferedInTheField() {
    const offers = await page.evaluate(() => PublicKeyCredential.isConditionalMediationAvailable?.() ?? false);
    check("this browser offers passkeys in fields", offers);
    const field = page.getByLabel("E-mail");
    await signsOut();
    check("the field for the address says so", (await field.getAttribute("autocomplete")) === "username webauthn");
    await device("setAutomaticPresenceSimulation", { enabled: true });
    await page.reload();
    await comesIn();
    check("a passkey that is chosen in the field signs in", true);
  }

  async function removes() {
    await page.goto(`${platform.url}/app/settings/security`);
    await section.getByRole("button", { name: "Remove desk" }).click();
    await section.getByText("desk", { exact: true }).waitFor({ state: "detached" });
    await signsOut();
    await touches();
    await page.getByRole("alert").getByText("not known here").waitFor();
    check("a passkey that was removed signs nobody in", true);
  }

  await adds();
  await renames();
  await signsIn();
  await isOfferedInTheField();
  await removes();
  await grace.context.close();
}
