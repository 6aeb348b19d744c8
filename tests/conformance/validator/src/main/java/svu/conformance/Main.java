package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
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
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/**
 * Validates the files named on standard input, one a line, and answers on standard output with one JSON line each:
 * {"file", "issues": [{"severity", "id", "at", "line", "text"}]}; the last line is {"foreign": {system: [codes]}}.
 * It judges nothing: that is the caller's. Arguments: --definitions FOLDER (repeated), --foreign SYSTEM (repeated).
 */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> folders = new ArrayList<>();
    Set<String> systems = new HashSet<>();
    for (int at = 0; at + 1 < arguments.length; at += 2) {
      switch (arguments[at]) {
        case "--definitions" -> folders.add(Path.of(arguments[at + 1]));
        case "--foreign" -> systems.add(arguments[at + 1]);
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
    FhirValidator validator = validator(context, new Definitions(context, folders), foreign);
    try (BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String name = names.readLine(); name != null; name = names.readLine()) {
        answers.println(JSON.writeValueAsString(findings(validator, name)));
        answers.flush();
      }
    }
    ObjectNode last = JSON.createObjectNode();
    last.set("foreign", JSON.valueToTree(foreign.seen()));
    answers.println(JSON.writeValueAsString(last));
    answers.flush();
  }

  private static FhirValidator validator(FhirContext context, Definitions definitions, ForeignSystems foreign) {
    ValidationSupportChain chain = new ValidationSupportChain(
        new DefaultProfileValidationSupport(context),
        definitions,
        foreign,
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context));
    FhirInstanceValidator rules = new FhirInstanceValidator(chain);
    rules.setAnyExtensionsAllowed(false);
    rules.setErrorForUnknownProfiles(true);
    rules.setAssumeValidRestReferences(false);
    rules.setNoTerminologyChecks(false);
    rules.setNoExtensibleWarnings(false);
    rules.setBestPracticeWarningLevel(BestPracticeWarningLevel.Hint);
    return context.newValidator().registerValidatorModule(rules);
  }

  private static ObjectNode findings(FhirValidator validator, String name) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("file", name);
    ArrayNode issues = answer.putArray("issues");
    for (SingleValidationMessage message : messages(validator, Files.readString(Path.of(name)))) {
      ObjectNode issue = issues.addObject();
      issue.put("severity", message.getSeverity().getCode());
      issue.put("id", message.getMessageId());
      issue.put("at", message.getLocationString());
      issue.put("line", message.getLocationLine());
      issue.put("text", message.getMessage());
      if (message.hasSliceMessages()) {
        message.getSliceMessages().forEach(issue.withArray("slices")::add);
      }
    }
    return answer;
  }

  /** A fault inside the validator is a finding too: it must neither pass for conformance nor hide the other files. */
  private static List<SingleValidationMessage> messages(FhirValidator validator, String resource) {
    try {
      return validator.validateWithResult(resource).getMessages();
    } catch (RuntimeException fault) {
      fault.printStackTrace();
      SingleValidationMessage message = new SingleValidationMessage();
      message.setSeverity(ResultSeverityEnum.FATAL);
      message.setMessageId("VALIDATOR_FAULT");
      message.setMessage(fault.toString());
      return List.of(message);
    }
  }
}
