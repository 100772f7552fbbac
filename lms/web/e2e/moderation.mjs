// Work is divided between two graders, marked twice, and settled where they differ.
export async function moderation({ instructor, teacher, root, check, until }) {
  const { page, platform } = instructor;
  const essay = { title: "An essay, read twice", points: 10, published: true, hold_grades: true };
  const { id } = await teacher.call("POST", "/v1/courses/demo/assignments", essay);
  const at = `/v1/courses/demo/assignments/${id}`;
  const roster = Buffer.from("email,name,role\ngil@example.org,Gil Grader,grader\n");
  await teacher.call("POST", "/v1/courses/demo/roster/import", roster, "text/csv");
  const people = async () => (await teacher.call("GET", "/v1/courses/demo/people")).people;
  check("a grader is in the course", await until(async () => (await people()).some((one) => one.name === "Gil Grader")));
  const self = (await teacher.call("GET", "/v1/session")).person;

  await page.goto(`${platform.url}/app/courses/demo/assignments/${id}/grade`);
  await page.getByRole("link", { name: "Graders and moderation" }).click();
  await page.getByText("The work is not divided").waitFor();
  await page.getByRole("button", { name: "Divide the work" }).click();
  const dialog = page.getByRole("dialog", { name: "Divide the work" });
  check("graders of the course are proposed", await dialog.getByRole("checkbox", { name: /^Gil Grader/ }).isChecked());
  await dialog.getByRole("checkbox", { name: new RegExp(`^${self.name}`) }).check();
  await dialog.getByLabel("Divide").selectOption("by weights");
  await dialog.getByLabel("Gil Grader: weight").fill("1");
  await dialog.getByLabel("Marked twice, in percent").fill("100");
  await dialog.getByLabel("May differ by").fill("1");
  await dialog.getByRole("button", { name: "See what would come" }).click();
  await dialog.getByText(/would get another grader/).waitFor();
  check("a preview changes nothing", (await teacher.call("GET", `${at}/allocation`)).plan.graders.length === 0);
  await instructor.look("allocation");
  await dialog.getByRole("button", { name: "Divide it so" }).click();
  await page.getByRole("progressbar", { name: /^Gil Grader: 0 of/ }).waitFor();
  const { works } = await teacher.call("GET", `${at}/allocation`);
  const work = works.find((one) => one.second_grader === self.id);
  check("each is marked by both", works.length === 2 && works.every((one) => one.grader !== one.second_grader));

  await root.call("PUT", `${at}/grades/${work.person}`, { marks: [{ criterion: "points", points: 9 }], comment: "Splendid" });
  await page.goto(`${platform.url}/app/courses/demo/assignments/${id}/grade?person=${encodeURIComponent(work.person)}`);
  await page.getByText("You mark this a second time").waitFor();
  check("nothing of it is done yet", (await page.getByText("0 of 2 of yours done").count()) === 1);
  check("the queue begins with one's own", (await page.getByLabel("Show").inputValue()) === "mine");
  check("the second grader is blind", (await page.getByLabel("To the student").inputValue()) === "" && !(await page.content()).includes("Splendid"));
  await page.getByRole("textbox", { name: /: points, at most/ }).fill("5");
  await instructor.look("second-marking");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  const grade = async () => (await root.call("GET", `${at}/grades/${work.person}`)).grade.points;
  check("it changes no grade", (await grade()) === 9);

  await page.reload();
  await page.getByRole("link", { name: /Graders and moderation.*1 open/ }).waitFor();
  await page.getByRole("button", { name: "Publish grades" }).click();
  await page.getByText("Graders differ over 1 piece of work").waitFor();
  await instructor.look("publish-warns");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /Graders and moderation/ }).click();
  await page.getByText("Difference: 4").waitFor();
  check("who gave the first marks is named", (await page.getByRole("columnheader", { name: /^First: [^0-9]+$/ }).count()) === 1);
  await instructor.look("moderation");
  await page.getByRole("radio", { name: "the mean" }).check();
  await page.getByLabel("Reason, for the history").fill("Both were read again");
  await page.getByRole("button", { name: "Settle it" }).click();
  await page.getByText("settled", { exact: true }).waitFor();
  check("what was settled counts", (await grade()) === 7);
  await page.getByText(/Both were read again/).first().waitFor();
  await instructor.look("moderation-settled");
  await teacher.context.fetch(at, { method: "DELETE" });
}
