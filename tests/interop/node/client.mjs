// fhir-kit-client against our REST side. Arguments and lines as those of the Java client (../server/.../Client.java):
// base, key, a number's system and value, a plan id's system and value, a folder with what to post, the key of who posts.
import { readFileSync } from "node:fs";
import { Client } from "fhir-kit-client";

const [base, key, system, value, planSystem, planId, folder, writingKey, planningKey] = process.argv.slice(2);
const reader = new Client({ baseUrl: base, bearerToken: key });
const writer = new Client({ baseUrl: base, bearerToken: writingKey });
const planner = new Client({ baseUrl: base, bearerToken: planningKey });
let failed = 0;

const posted = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));

function require(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

async function step(name, work) {
  try {
    console.log(`ok\t${name}\t${await work()}`);
  } catch (error) {
    failed += 1;
    const said = error.response ? `${error.response.status} ${JSON.stringify(error.response.data)}` : `${error}`;
    console.log(`FAIL\t${name}\t${said.replaceAll("\n", " ")}`);
  }
}

async function refused(name, status, work) {
  await step(`${name} is refused`, async () => {
    try {
      await work();
    } catch (error) {
      require(error.response?.status === status, `answered ${error.response?.status} ${error}`);
      const outcome = error.response.data;
      require(outcome?.resourceType === "OperationOutcome", "no OperationOutcome");
      require(!JSON.stringify(outcome).includes(value), "it quotes the number");
      return `${status} ${outcome.issue[0].code}`;
    }
    throw new Error("it was answered");
  });
}

const ids = new Set();
await step("capabilities", async () => {
  const found = await reader.capabilityStatement();
  require(found.fhirVersion === "4.0.1", found.fhirVersion);
  return `${found.rest[0].resource.length} types`;
});
await step("search by POST, every page", async () => {
  let page = await reader.search({
    resourceType: "Communication",
    searchParams: { "patient.identifier": `${system}|${value}`, _count: 2 },
    options: { postSearch: true },
  });
  let pages = 0;
  while (page?.resourceType === "Bundle") {
    pages += 1;
    for (const entry of page.entry ?? []) ids.add(entry.resource.id);
    page = await reader.nextPage({ bundle: page });
  }
  require(ids.size > 2 && pages > 1, `${ids.size} in ${pages} pages`);
  return `${ids.size} Communications in ${pages} pages`;
});
await step("read, vread and history of each", async () => {
  for (const id of ids) {
    const read = await reader.read({ resourceType: "Communication", id });
    const again = await reader.vread({ resourceType: "Communication", id, version: read.meta.versionId });
    require(JSON.stringify(again) === JSON.stringify(read), "the version differs from what is read");
    const history = await reader.history({ resourceType: "Communication", id });
    require(history.entry.length > 0, "no history");
  }
  return `${ids.size} times`;
});
await step("references resolve", async () => {
  let resolved = 0;
  for (const id of ids) {
    const read = await reader.read({ resourceType: "Communication", id });
    for (const one of [read.subject, read.encounter, read.sender]) {
      if (!one?.reference) continue;
      const found = await reader.resolve({ reference: one.reference, context: read });
      require(found.id === one.reference.split("/").at(-1), `${one.reference} is another`);
      resolved += 1;
    }
  }
  require(resolved > 0, "none");
  return `${resolved} references`;
});
await step("a plan by its id, with its goals, and all its versions", async () => {
  const found = await reader.search({
    resourceType: "CarePlan",
    searchParams: { identifier: `${planSystem}|${planId}`, _include: "CarePlan:goal" },
    options: { postSearch: true },
  });
  const plans = found.entry.filter((entry) => entry.resource.resourceType === "CarePlan");
  require(plans.length === 1, `${plans.length} plans`);
  require(found.entry.length > 1, "no goal came along");
  const history = await reader.history({ resourceType: "CarePlan", id: plans[0].resource.id });
  require(history.entry.length > 0, "no version");
  return `${history.entry.length} versions, ${found.entry.length - 1} goals`;
});
await refused("a person's number in an address", 400, () =>
  reader.search({ resourceType: "Patient", searchParams: { identifier: `${system}|${value}` } }),
);
await refused("what is not there", 404, () =>
  reader.read({ resourceType: "Communication", id: "00000000-0000-4000-8000-000000000000" }),
);
await step("create, and read what became of it", async () => {
  const made = await writer.create({ resourceType: "Communication", body: posted("create") });
  const read = await writer.read({ resourceType: "Communication", id: made.id });
  require(read.payload?.length > 0 || read.extension?.length > 0, "nothing is in it");
  return `version ${made.meta?.versionId !== undefined}`;
});
await step("$process-message", async () => {
  const answer = await writer.operation({ name: "process-message", input: posted("message") });
  const { code } = answer.entry[0].resource.response;
  require(code === "ok", code);
  return code;
});
await step("$validate", async () => {
  const outcome = await writer.operation({
    name: "validate",
    resourceType: "Communication",
    input: posted("validate"),
  });
  const errors = outcome.issue.filter((issue) => issue.severity === "error");
  require(errors.length === 0, JSON.stringify(errors));
  return `${outcome.issue.length} issues, no error`;
});
let plan;
const put = (name, version) =>
  planner.update({
    resourceType: "CarePlan",
    id: plan.id,
    body: { ...posted(name), id: plan.id },
    options: { headers: { "If-Match": `W/"${version}"` } },
  });
await step("change a plan, on the version read", async () => {
  const found = await planner.search({
    resourceType: "CarePlan",
    searchParams: { identifier: `${planSystem}|${planId}` },
    options: { postSearch: true },
  });
  plan = found.entry[0].resource;
  const changed = await put("update", plan.meta.versionId);
  require(changed.id === plan.id && changed.meta.versionId !== plan.meta.versionId, "no new version");
  const history = await planner.history({ resourceType: "CarePlan", id: plan.id });
  require(history.entry.length > 1, "one version only");
  return `version ${changed.meta.versionId !== undefined}`;
});
await refused("a change on a version that is no more", 412, () => put("late", plan.meta.versionId));
process.exit(failed > 0 ? 1 : 0);
