package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Questionnaire;

/** The definitions of a few folders: what {@link PrePopulatedValidationSupport} keeps, and questionnaires, which it does not. */
final class Definitions extends PrePopulatedValidationSupport {
  private final Map<String, Questionnaire> questionnaires = new HashMap<>();

  Definitions(FhirContext context, List<Path> folders) throws IOException {
    super(context);
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
          add(file);
        }
      }
    }
  }

  private void add(Path file) throws IOException {
    if (file.getFileName().toString().startsWith("xver-paths-")) {
      // The validator's own table for extensions that stand for elements of another FHIR version.
      addBinary(Files.readAllBytes(file), file.getFileName().toString());
      return;
    }
    IBaseResource resource;
    try {
      resource = getFhirContext().newJsonParser().parseResource(Files.readString(file));
    } catch (RuntimeException unreadable) {
      throw new IOException(file + " is no FHIR resource: " + unreadable.getMessage(), unreadable);
    }
    if (resource instanceof Questionnaire questionnaire) {
      questionnaires.put(questionnaire.getUrl(), questionnaire);
    } else if (resource instanceof MetadataResource definition && definition.hasUrl()) {
      addResource(definition);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends IBaseResource> T fetchResource(Class<T> type, String uri) {
    if (type != null && type.isAssignableFrom(Questionnaire.class) && uri != null) {
      Questionnaire found = questionnaires.get(uri.replaceFirst("\\|.*$", ""));
      if (found != null) {
        return (T) found;
      }
    }
    return super.fetchResource(type, uri);
  }
}
