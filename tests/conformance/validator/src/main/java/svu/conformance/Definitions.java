package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ImplementationGuide;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.utilities.npm.NpmPackage;

/** The definitions of a few folders and FHIR packages: what {@link PrePopulatedValidationSupport} keeps, and the types that it does not. */
final class Definitions extends PrePopulatedValidationSupport {
  private static final List<Class<? extends MetadataResource>> NOT_KEPT =
      List.of(Questionnaire.class, Measure.class, ImplementationGuide.class);
  private static final String[] TYPES = {
    "StructureDefinition", "ValueSet", "CodeSystem", "Questionnaire", "Measure", "ImplementationGuide"
  };

  private final Map<String, MetadataResource> others = new HashMap<>();

  Definitions(FhirContext context, List<Path> folders) throws IOException {
    super(context);
    for (Path folder : folders) {
      if (folder.toString().endsWith(".tgz")) {
        addPackage(folder);
        continue;
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
          add(file);
        }
      }
    }
  }

  /** A FHIR package, as whoever installs it reads it: what its index lists, and nothing beside. */
  private void addPackage(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      NpmPackage opened = NpmPackage.fromPackage(bytes);
      if (!opened.fhirVersion().equals(getFhirContext().getVersion().getVersion().getFhirVersionString())) {
        throw new IOException(file + " is of FHIR " + opened.fhirVersion());
      }
      for (String name : opened.listResources(TYPES)) {
        try (InputStream text = opened.loadResource(name)) {
          keep(read(name, new String(text.readAllBytes(), StandardCharsets.UTF_8)));
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
    keep(read(file.toString(), Files.readString(file)));
  }

  private IBaseResource read(String name, String text) throws IOException {
    try {
      return getFhirContext().newJsonParser().parseResource(text);
    } catch (RuntimeException unreadable) {
      throw new IOException(name + " is no FHIR resource: " + unreadable.getMessage(), unreadable);
    }
  }

  private void keep(IBaseResource resource) {
    if (resource instanceof MetadataResource definition && definition.hasUrl()) {
      if (NOT_KEPT.contains(definition.getClass())) {
        others.put(definition.getUrl(), definition);
      } else {
        addResource(definition);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends IBaseResource> T fetchResource(Class<T> type, String uri) {
    if (type != null && uri != null) {
      MetadataResource found = others.get(uri.replaceFirst("\\|.*$", ""));
      if (type.isInstance(found)) {
        return (T) found;
      }
    }
    return super.fetchResource(type, uri);
  }
}
