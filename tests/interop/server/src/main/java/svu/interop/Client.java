package svu.interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/**
 * HAPI FHIR's own client against our REST side, its parser set to refuse what R4 does not know.
 *
 * <p>Arguments: the base, the bearer key, the system and value of a person's number, the system and value of a plan's id, a
 * folder with what to post, and the key of who posts. Prints one line per step: {@code ok} or {@code FAIL}, the step, what was found.
 */
public final class Client {
  private final IGenericClient json;
  private final IGenericClient xml;
  private final IGenericClient writer;
  private final IGenericClient planner;
  private final TokenClientParam number = new TokenClientParam("patient.identifier");
  private final TokenClientParam identifier = new TokenClientParam("identifier");
  private final String system;
  private final String value;
  private int failed;

  private Client(String base, String key, String writing, String planning, String system, String value) {
    this.system = system;
    this.value = value;
    json = client(base, key, EncodingEnum.JSON);
    xml = client(base, key, EncodingEnum.XML);
    writer = client(base, writing, EncodingEnum.JSON);
    planner = client(base, planning, EncodingEnum.JSON);
  }

  private static IGenericClient client(String base, String key, EncodingEnum encoding) {
    FhirContext context = FhirContext.forR4();
    context.setParserErrorHandler(new StrictErrorHandler());
    // it reads the CapabilityStatement before all else, and will not talk to a server of another version
    context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.ONCE);
    context.getRestfulClientFactory().setSocketTimeout(60_000);
    IGenericClient client = context.newRestfulGenericClient(base);
    client.registerInterceptor(new BearerTokenAuthInterceptor(key));
    client.setEncoding(encoding);
    return client;
  }

  public static void main(String[] given) throws Exception {
    Client client = new Client(given[0], given[1], given[7], given[8], given[2], given[3]);
    client.reading(given[4], given[5]);
    client.writing(Path.of(given[6]));
    client.planning(Path.of(given[6]), given[4], given[5]);
    System.exit(client.failed > 0 ? 1 : 0);
  }

  private void reading(String planSystem, String planId) {
    step("capabilities", () -> {
      CapabilityStatement found = json.capabilities().ofType(CapabilityStatement.class).execute();
      return found.getFhirVersion().toCode() + ", " + found.getRestFirstRep().getResource().size() + " types";
    });
    Set<String> ids = new LinkedHashSet<>();
    step("search by POST, every page", () -> {
      int pages = 0;
      for (Bundle page = search(json, 2); page != null; page = next(page)) {
        pages++;
        page.getEntry().forEach(one -> ids.add(one.getResource().getIdElement().toUnqualifiedVersionless().getValue()));
      }
      require(ids.size() > 2 && pages > 1, "too few to page through");
      return ids.size() + " Communications in " + pages + " pages";
    });
    step("read, vread and history of each", () -> {
      for (String id : ids) {
        Communication read = json.read().resource(Communication.class).withId(new IdType(id).getIdPart()).execute();
        require(read.getIdElement().hasVersionIdPart(), "no version");
        Communication again =
            json.read()
                .resource(Communication.class)
                .withIdAndVersion(read.getIdElement().getIdPart(), read.getIdElement().getVersionIdPart())
                .execute();
        require(again.equalsDeep(read), "the version differs from what is read");
        Bundle history = json.history().onInstance(new IdType(id)).returnBundle(Bundle.class).execute();
        require(!history.getEntry().isEmpty(), "no history");
      }
      return ids.size() + " times";
    });
    step("read in XML what was read in JSON", () -> {
      for (String id : ids) {
        String part = new IdType(id).getIdPart();
        Communication one = json.read().resource(Communication.class).withId(part).execute();
        Communication other = xml.read().resource(Communication.class).withId(part).execute();
        require(one.equalsDeep(other), "they differ");
      }
      require(search(xml, 2).getEntry().size() > 0, "nothing found");
      return ids.size() + " times";
    });
    step("read unless it is the version known", () -> {
      IdType id = new IdType(ids.iterator().next());
      Communication known = json.read().resource(Communication.class).withId(id.getIdPart()).execute();
      Communication none =
          json.read()
              .resource(Communication.class)
              .withId(id.getIdPart())
              .ifVersionMatches(known.getIdElement().getVersionIdPart())
              .returnNull()
              .execute();
      require(none == null, "it was sent again");
      return "304";
    });
    step("a plan by its id, with its goals, and all its versions", () -> {
      Bundle found =
          json.search()
              .forResource(CarePlan.class)
              .where(identifier.exactly().systemAndIdentifier(planSystem, planId))
              .include(CarePlan.INCLUDE_GOAL)
              .usingStyle(SearchStyleEnum.POST)
              .returnBundle(Bundle.class)
              .execute();
      long plans = found.getEntry().stream().filter(one -> one.getResource() instanceof CarePlan).count();
      require(plans == 1, plans + " plans");
      require(found.getEntry().size() > 1, "no goal came along");
      Bundle history =
          json.history()
              .onInstance(found.getEntryFirstRep().getResource().getIdElement().toVersionless())
              .returnBundle(Bundle.class)
              .execute();
      require(!history.getEntry().isEmpty(), "no version");
      return history.getEntry().size() + " versions, " + (found.getEntry().size() - 1) + " goals";
    });
    refused("a person's number in an address", 400, () ->
        json.search()
            .forResource(Patient.class)
            .where(identifier.exactly().systemAndIdentifier(system, value))
            .usingStyle(SearchStyleEnum.GET)
            .returnBundle(Bundle.class)
            .execute());
    refused("what is not there", 404, () ->
        json.read().resource(Communication.class).withId("00000000-0000-4000-8000-000000000000").execute());
  }

  private void writing(Path folder) throws Exception {
    Communication posted = parse(Communication.class, folder.resolve("create.json"));
    Bundle message = parse(Bundle.class, folder.resolve("message.json"));
    Resource valid = parse(Resource.class, folder.resolve("validate.json"));
    step("create, and read what became of it", () -> {
      MethodOutcome outcome = writer.create().resource(posted).execute();
      require(Boolean.TRUE.equals(outcome.getCreated()), "not created");
      Communication read =
          writer.read().resource(Communication.class).withUrl(outcome.getId().toVersionless()).execute();
      require(read.hasPayload() || read.hasExtension(), "nothing is in it");
      return "version " + outcome.getId().hasVersionIdPart();
    });
    step("$process-message", () -> {
      Bundle answer =
          writer.operation().processMessage().setMessageBundle(message).synchronous(Bundle.class).execute();
      MessageHeader header = (MessageHeader) answer.getEntryFirstRep().getResource();
      String code = header.getResponse().getCode().toCode();
      require("ok".equals(code), code);
      return code;
    });
    step("$validate", () -> {
      OperationOutcome outcome =
          (OperationOutcome) writer.validate().resource(valid).execute().getOperationOutcome();
      boolean errors =
          outcome.getIssue().stream()
              .anyMatch(issue -> issue.getSeverity() == OperationOutcome.IssueSeverity.ERROR);
      require(!errors, json.getFhirContext().newJsonParser().encodeResourceToString(outcome));
      return outcome.getIssue().size() + " issues, no error";
    });
  }

  private void planning(Path folder, String planSystem, String planId) throws Exception {
    CarePlan changed = parse(CarePlan.class, folder.resolve("update.json"));
    CarePlan late = parse(CarePlan.class, folder.resolve("late.json"));
    step("change a plan, on the version read", () -> {
      CarePlan found =
          (CarePlan)
              planner
                  .search()
                  .forResource(CarePlan.class)
                  .where(identifier.exactly().systemAndIdentifier(planSystem, planId))
                  .usingStyle(SearchStyleEnum.POST)
                  .returnBundle(Bundle.class)
                  .execute()
                  .getEntryFirstRep()
                  .getResource();
      String version = found.getMeta().getVersionId();
      // with a version in its id the client sends If-Match
      changed.setId(new IdType("CarePlan", found.getIdElement().getIdPart(), version));
      late.setId(changed.getIdElement());
      MethodOutcome outcome = planner.update().resource(changed).execute();
      require(!version.equals(outcome.getId().getVersionIdPart()), "no new version");
      Bundle history =
          planner.history().onInstance(found.getIdElement().toVersionless()).returnBundle(Bundle.class).execute();
      require(history.getEntry().size() > 1, "one version only");
      return "version " + outcome.getId().hasVersionIdPart();
    });
    refused("a change on a version that is no more", 412, () -> planner.update().resource(late).execute());
  }

  private <T extends Resource> T parse(Class<T> type, Path file) throws Exception {
    return type.cast(json.getFhirContext().newJsonParser().parseResource(Files.readString(file)));
  }

  private Bundle search(IGenericClient client, int count) {
    return client
        .search()
        .forResource(Communication.class)
        .where(number.exactly().systemAndIdentifier(system, value))
        .count(count)
        .usingStyle(SearchStyleEnum.POST)
        .returnBundle(Bundle.class)
        .execute();
  }

  private Bundle next(Bundle page) {
    return page.getLink(Bundle.LINK_NEXT) == null ? null : json.loadPage().next(page).execute();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private void step(String name, Callable<String> work) {
    try {
      System.out.println("ok\t" + name + "\t" + work.call());
    } catch (BaseServerResponseException error) {
      failed++;
      System.out.println("FAIL\t" + name + "\t" + (error.getMessage() + " " + error.getResponseBody()).replace('\n', ' '));
    } catch (Exception error) {
      failed++;
      System.out.println("FAIL\t" + name + "\t" + error.toString().replace('\n', ' '));
    }
  }

  private void refused(String name, int status, Callable<Object> work) {
    step(name + " is refused", () -> {
      try {
        work.call();
      } catch (BaseServerResponseException error) {
        require(error.getStatusCode() == status, "answered " + error.getStatusCode());
        OperationOutcome told = (OperationOutcome) error.getOperationOutcome();
        require(told != null && told.hasIssue(), "no OperationOutcome");
        require(!String.valueOf(error.getResponseBody()).contains(value), "it quotes the number");
        return status + " " + told.getIssueFirstRep().getCode().toCode();
      }
      throw new IllegalStateException("it was answered");
    });
  }
}
