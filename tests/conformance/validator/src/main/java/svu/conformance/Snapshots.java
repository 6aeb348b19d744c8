package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;

/**
 * Makes the snapshot of every StructureDefinition named on standard input, one file a line, and answers with one JSON
 * line each: {"file", "element": […]}. The definitions must hold no snapshots of ours: a base's old one would be taken.
 * Arguments: --definitions FOLDER (repeated).
 */
public final class Snapshots {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Snapshots() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (int at = 0; at + 1 < arguments.length; at += 2) {
      if (!"--definitions".equals(arguments[at])) {
        throw new IllegalArgumentException("unknown argument " + arguments[at]);
      }
      folders.add(Path.of(arguments[at + 1]));
    }
    ManagedWebAccess.setAccessPolicy(WebAccessPolicy.PROHIBITED);
    PrintStream answers = System.out;
    System.setOut(System.err);

    FhirContext context = FhirContext.forR4();
    ValidationSupportChain chain = new ValidationSupportChain(
        new DefaultProfileValidationSupport(context),
        new Definitions(context, folders),
        new SnapshotGeneratingValidationSupport(context));
    IParser parser = context.newJsonParser();
    try (BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String name = names.readLine(); name != null; name = names.readLine()) {
        StructureDefinition definition = parser.parseResource(StructureDefinition.class, Files.readString(Path.of(name)));
        IBaseResource made = chain.generateSnapshot(
            new ValidationSupportContext(chain), definition, definition.getUrl(), null, definition.getName());
        ObjectNode answer = JSON.createObjectNode();
        answer.put("file", name);
        answer.set("element", JSON.readTree(parser.encodeResourceToString(made)).path("snapshot").path("element"));
        answers.println(JSON.writeValueAsString(answer));
        answers.flush();
      }
    }
  }
}
