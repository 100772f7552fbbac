// A course of another platform: looked at, brought in, and told that it is there.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Of the tree's own cartridges; it is packed here, as none is kept packed.
function packed(source) {
  const folder = join(source, "tests/cartridges/canvas");
  const made = mkdtempSync(join(tmpdir(), "assay-cartridge-"));
  const file = join(made, "course.imscc");
  try {
    const zip = spawnSync("python3", ["-m", "zipfile", "-c", file, ...readdirSync(folder)], { cwd: folder });
    if (zip.status !== 0) throw new Error(`no cartridge: ${zip.stderr}`);
    return readFileSync(file);
  } finally {
    rmSync(made, { recursive: true });
  }
}

export async function cartridge({ instructor, student, check }) {
  const { page } = instructor;
  const file = { name: "course.imscc", mimeType: "", buffer: packed(process.env.ASSAY_SOURCE_DIR) };
  await page.goto(`${instructor.platform.url}/app/courses/demo/modules`);
  await page.getByRole("button", { name: "Import a course" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a course" });
  instructor.expected = /422/;
  await dialog.getByLabel("Choose a file").setInputFiles({ ...file, buffer: Buffer.from("no archive") });
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Choose a file").setInputFiles(file);
  await dialog.getByText("8 of 8 entries of “Baking with numbers” would come.").waitFor();
  delete instructor.expected;
  check("what has no place is told", (await dialog.getByText(/another tool \(ovens\.example\)/).count()) === 1);
  await instructor.look("course-import");
  await dialog.getByRole("checkbox", { name: "Bake a loaf" }).uncheck();
  await dialog.getByRole("checkbox", { name: "Discussions (1)" }).uncheck();
  await dialog.getByRole("button", { name: "Import 6 entries" }).click();
  await dialog.getByText("6 entries have come.").waitFor();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  const week = page.getByRole("region", { name: "Week 1: Flour" });
  await week.getByRole("link", { name: "Welcome" }).click();
  await page.getByRole("link", { name: "hydration" }).click();
  await page.locator("pre", { hasText: "water / flour" }).waitFor();
  check("links lead to what the entries have become", true);
  await page.goto(`${instructor.platform.url}/app/courses/demo/modules`);
  await page.getByRole("button", { name: "Import a course" }).click();
  await dialog.getByLabel("Choose a file").setInputFiles(file);
  await dialog.getByText("2 of 8 entries").waitFor();
  check("what is here already does not come again", (await dialog.getByText("here already", { exact: true }).count()) === 6);
  await dialog.getByRole("button", { name: "Close" }).click();
  await student.page.goto(`${student.platform.url}/app/courses/demo/modules`);
  await student.page.getByRole("heading", { name: "Modules" }).waitFor();
  check("students see nothing of it yet", (await student.page.getByText("Week 1: Flour").count()) === 0);
}
