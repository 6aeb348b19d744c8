package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.ParserOptions;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a resource with HAPI's own parser and writes it again, as JSON and by way of XML, and tells where the two
 * differ from what came. What is said must be the same; the order of an object's members, an instant's way of being
 * written and a decimal's trailing zeros are not said.
 */
final class Again {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final FhirContext context;

  Again(FhirContext context) {
    this.context = context;
    // HAPI would otherwise give entries other ids and cut versions off references: its services' needs, not a parser's.
    ParserOptions options = context.getParserOptions();
    options.setStripVersionsFromReferences(false);
    options.setOverrideResourceIdWithBundleEntryFullUrl(false);
    options.setAutoContainReferenceTargetsWithNoId(false);
  }

  /** Where something was lost, changed or added, and by which way: {"by": "json" or "xml", "at"}. */
  ArrayNode lost(String resource) throws IOException {
    ArrayNode found = JSON.createArrayNode();
    JsonNode came = JSON.readTree(resource);
    IParser json = strict(context.newJsonParser());
    IParser xml = strict(context.newXmlParser());
    try {
      tell(found, "json", came, json.encodeResourceToString(json.parseResource(resource)));
      String asXml = xml.encodeResourceToString(json.parseResource(resource));
      tell(found, "xml", came, json.encodeResourceToString(xml.parseResource(asXml)));
    } catch (RuntimeException refused) {
      found.addObject().put("by", "parser").put("at", refused.toString());
    }
    return found;
  }

  private static IParser strict(IParser parser) {
    return parser.setParserErrorHandler(new StrictErrorHandler());
  }

  private static void tell(ArrayNode found, String way, JsonNode came, String went) throws IOException {
    Set<String> places = new TreeSet<>();
    compare("", came, JSON.readTree(went), places);
    for (String place : places) {
      found.addObject().put("by", way).put("at", place);
    }
  }

  private static void compare(String at, JsonNode came, JsonNode went, Set<String> places) {
    if (came.isObject() && went.isObject()) {
      Set<String> names = new TreeSet<>();
      came.fieldNames().forEachRemaining(names::add);
      went.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(at.isEmpty() ? name : at + "." + name, came.path(name), went.path(name), places);
      }
    } else if (came.isArray() && went.isArray()) {
      for (int index = 0; index < Math.max(came.size(), went.size()); index++) {
        compare(at + "[" + index + "]", came.path(index), went.path(index), places);
      }
    } else if (!same(came, went)) {
      places.add(at);
    }
  }

  private static boolean same(JsonNode came, JsonNode went) {
    if (came.isNumber() && went.isNumber()) {
      return came.decimalValue().compareTo(went.decimalValue()) == 0;
    }
    return came.equals(went) || (came.isTextual() && went.isTextual() && sameInstant(came.asText(), went.asText()));
  }

  private static boolean sameInstant(String came, String went) {
    try {
      return OffsetDateTime.parse(came).isEqual(OffsetDateTime.parse(went));
    } catch (DateTimeParseException noInstant) {
      return false;
    }
  }
}
