package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/**
 * Validates the files named on standard input, one a line, and answers on standard output with one JSON line each, in
 * their order: {"file", "issues": [{"severity", "id", "at", "text"}]}; the last line is {"foreign": {system: [codes]}}.
 * A line is FILE, a tab, a profile that it must meet whether it claims it or not (or nothing), a tab, and `again` where
 * the file is to go through the parser and back as well: the answer then has {"lost": [{"by", "at"}]}, see {@link Again}.
 * It judges nothing: that is the caller's. Arguments: --definitions FOLDER (repeated), --foreign SYSTEM (repeated),
 * --threads N.
 */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
    List<Path> folders = new ArrayList<>();
    Set<String> systems = new HashSet<>();
    int threads = 1;
    for (int at = 0; at + 1 < arguments.length; at += 2) {
      switch (arguments[at]) {
        case "--definitions" -> folders.add(Path.of(arguments[at + 1]));
        case "--foreign" -> systems.add(arguments[at + 1]);
        case "--threads" -> threads = Integer.parseInt(arguments[at + 1]);
        default -> throw new IllegalArgumentException("unknown argument " + arguments[at]);
      }
    }
    // It would otherwise ask package servers for what it misses; here what is not in the folders is a finding.
    ManagedWebAccess.setAccessPolicy(WebAccessPolicy.PROHIBITED);
    // The validator prints progress of its own: answers alone belong on standard output.
    PrintStream answers = System.out;
    System.setOut(System.err);

    FhirContext context = FhirContext.forR4();
    ForeignSystems foreign = new ForeignSystems(context, systems);
    Definitions definitions = new Definitions(context, folders);
    ValidationSupportChain chain = chain(context, definitions, foreign);
    FhirValidator validator = validator(context, chain);
    Again again = new Again(context);
    ExecutorService working = Executors.newFixedThreadPool(threads);
    try (BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      List<Future<String>> waiting = new ArrayList<>();
      for (String line = names.readLine(); line != null; line = names.readLine()) {
        String[] asked = (line + "\t\t").split("\t", -1);
        waiting.add(working.submit(() -> answer(validator, chain, again, asked)));
      }
      for (Future<String> answer : waiting) {
        answers.println(answer.get());
        answers.flush();
      }
    } finally {
      working.shutdownNow();
    }
    ObjectNode last = JSON.createObjectNode();
    last.set("foreign", JSON.valueToTree(foreign.seen()));
    answers.println(JSON.writeValueAsString(last));
    answers.flush();
  }

  private static String answer(FhirValidator validator, ValidationSupportChain chain, Again again, String[] asked)
      throws IOException {
    ValidationOptions options = new ValidationOptions();
    if (!asked[1].isEmpty()) {
      options.addProfile(asked[1]);
    }
    String resource = Files.readString(Path.of(asked[0]));
    ObjectNode answer = findings(asked[0], messages(validator, options, chain, resource));
    if ("again".equals(asked[2])) {
      answer.set("lost", again.lost(resource));
    }
    return JSON.writeValueAsString(answer);
  }

  private static ValidationSupportChain chain(FhirContext context, Definitions definitions, ForeignSystems foreign) {
    ValidationSupportChain chain = new ValidationSupportChain(
        new DefaultProfileValidationSupport(context),
        definitions,
        foreign,
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context));
    // R4 is content when one coding of several is in the bound value set, but told so the validator no longer asks
    // whether the others exist at all: every coding must be in the set, or the extensible binding gives a warning.
    chain.setCodeableConceptValidationSuccessfulIfNotAllCodingsAreValid(false);
    return chain;
  }

  private static FhirValidator validator(FhirContext context, ValidationSupportChain chain) {
    FhirInstanceValidator rules = new FhirInstanceValidator(chain);
    rules.setAnyExtensionsAllowed(false);
    rules.setErrorForUnknownProfiles(true);
    rules.setAssumeValidRestReferences(false);
    rules.setNoTerminologyChecks(false);
    rules.setNoExtensibleWarnings(false);
    rules.setBestPracticeWarningLevel(BestPracticeWarningLevel.Hint);
    return context.newValidator().registerValidatorModule(rules);
  }

  private static ObjectNode findings(String name, List<SingleValidationMessage> messages) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("file", name);
    ArrayNode issues = answer.putArray("issues");
    for (SingleValidationMessage message : messages) {
      ObjectNode issue = issues.addObject();
      issue.put("severity", message.getSeverity().getCode());
      issue.put("id", message.getMessageId());
      issue.put("at", message.getLocationString());
      issue.put("text", message.getMessage());
    }
    return answer;
  }

  /** A fault inside the validator is a finding too: it must neither pass for conformance nor hide the other files. */
  private static List<SingleValidationMessage> messages(
      FhirValidator validator, ValidationOptions options, ValidationSupportChain chain, String resource) {
    try {
      List<SingleValidationMessage> found = new ArrayList<>(validator.validateWithResult(resource, options).getMessages());
      snapshot(chain, resource).ifPresent(found::add);
      return found;
    } catch (RuntimeException fault) {
      fault.printStackTrace();
      return List.of(fatal("VALIDATOR_FAULT", fault));
    }
  }

  /** The snapshot that instances are checked against, made here since the validator's own attempt wants a network. */
  private static Optional<SingleValidationMessage> snapshot(ValidationSupportChain chain, String resource) {
    try {
      if (!"StructureDefinition".equals(JSON.readTree(resource).path("resourceType").asText())) {
        return Optional.empty();
      }
      StructureDefinition definition = chain.getFhirContext().newJsonParser().parseResource(StructureDefinition.class, resource);
      chain.generateSnapshot(new ValidationSupportContext(chain), definition, definition.getUrl(), null, definition.getName());
      return Optional.empty();
    } catch (JsonProcessingException | RuntimeException fault) {
      return Optional.of(fatal("SNAPSHOT", fault));
    }
  }

  private static SingleValidationMessage fatal(String id, Exception fault) {
    SingleValidationMessage message = new SingleValidationMessage();
    message.setSeverity(ResultSeverityEnum.FATAL);
    message.setMessageId(id);
    message.setMessage(fault.toString());
    return message;
  }
}
