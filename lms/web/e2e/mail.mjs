// Mail: how an administrator sees it, what a person chooses, and wanting no more of it without signing in.
export async function mailJourneys({ check, until, browser, platform, Person, administrator, instructor, student }) {
  const { mail } = platform;
  const [address] = platform.login("demo-ada");

  async function isTried() {
    const { page } = administrator;
    await page.goto(`${platform.url}/app/people`);
    await page.getByRole("link", { name: "Mail", exact: true }).click();
    await page.getByText("without encryption").waitFor();
    const test = page.getByRole("button", { name: "Send me a test mail" });
    await test.click();
    await page.getByRole("status").getByText("The server took a mail to").waitFor();
    check("a test mail arrives", mail.mails().some((one) => one.includes("Subject: A test of")));
    mail.answer("DATA 554 5.7.1 we do not like you");
    await test.click();
    await page.getByRole("status").getByText("we do not like you").waitFor();
    check("what the server refuses is told in its words", true);
  }

  async function isGivenUp() {
    const { page } = administrator;
    mail.answer("RCPT 550 5.1.1 no such mailbox");
    const headers = { Authorization: `Bearer ${platform.token("admin")}` };
    await page.request.post(`${platform.url}/v1/invitations`, { headers, data: { email: "nobody@new.example", name: "Nobody" } });
    const row = page.getByRole("row", { name: /Nobody/ });
    await row.getByText("no such mailbox").waitFor();
    await administrator.look("mail");
    mail.answer("");
    await row.getByRole("button", { name: "Send again" }).click();
    await page.getByText("Nothing was given up.").waitFor();
    check("what was given up is sent again on demand", await until(() => mail.mails().some((one) => one.includes("nobody@new.example"))));
  }

  async function isChosen() {
    const { page } = student;
    await page.goto(`${platform.url}/app/settings`);
    await page.getByRole("link", { name: "Mail", exact: true }).click();
    await page.getByLabel("Replies in discussions").selectOption("daily");
    await page.getByLabel("Language of mails").selectOption("de");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.reload();
    check("what was chosen is kept", (await page.getByLabel("Replies in discussions").inputValue()) === "daily");
    await student.look("settings-mail");
  }

  async function isEnded() {
    const headers = { Authorization: `Bearer ${platform.token("demo-instructor")}` };
    await instructor.page.request.post(`${platform.url}/v1/courses/demo/announcements`, { headers, data: { title: "Room 101" } });
    const find = () => mail.mails().find((one) => one.includes(`X-Envelope-To: ${address}`) && one.includes("Room 101"));
    check("an announcement is mailed", await until(() => find() !== undefined));
    const url = /List-Unsubscribe: <([^>]+)>/.exec(find())[1];
    const visitor = new Person(browser, platform, "somebody");
    await visitor.open();
    await visitor.page.goto(url);
    await visitor.look("unsubscribe");
    await visitor.page.getByRole("button", { name: "Keine mehr" }).click();
    await visitor.page.getByText("Hierzu bekommen Sie keine Nachrichten mehr: Ankündigungen.").waitFor();
    await student.page.reload();
    check("who wants no more of them gets none", (await student.page.getByLabel("Announcements").inputValue()) === "none");
    await visitor.context.close();
  }

  await isTried();
  await isGivenUp();
  await isChosen();
  await isEnded();
}
