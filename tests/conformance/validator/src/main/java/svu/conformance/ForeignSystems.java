package svu.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hl7.fhir.common.hapi.validation.support.BaseValidationSupport;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;

/**
 * Code systems whose content lies with their owners and not here. Only the listed ones: their codes are taken on
 * trust and written down; a system that is in no list stays an error, because that is what a misspelt one looks like.
 */
final class ForeignSystems extends BaseValidationSupport {
  private final Set<String> systems;
  private final Map<String, Set<String>> seen = new TreeMap<>();

  ForeignSystems(FhirContext context, Set<String> systems) {
    super(context);
    this.systems = systems;
  }

  /** Codes taken on trust, by system. */
  synchronized Map<String, Set<String>> seen() {
    return seen;
  }

  @Override
  public boolean isCodeSystemSupported(ValidationSupportContext root, String system) {
    return system != null && systems.contains(system.replaceFirst("\\|.*$", ""));
  }

  /** FHIR's own way of saying that a system exists and its codes are elsewhere. */
  @Override
  public IBaseResource fetchCodeSystem(String system) {
    if (!isCodeSystemSupported(null, system)) {
      return null;
    }
    CodeSystem elsewhere = new CodeSystem();
    elsewhere.setUrl(system).setName("Elsewhere").setStatus(PublicationStatus.ACTIVE).setContent(CodeSystemContentMode.NOTPRESENT);
    return elsewhere;
  }

  @Override
  public boolean isValueSetSupported(ValidationSupportContext root, String url) {
    return root.getRootValidationSupport().fetchValueSet(url) instanceof ValueSet valueSet
        && valueSet.getCompose().getInclude().stream().anyMatch(include -> takesForeign(include));
  }

  @Override
  public CodeValidationResult validateCode(
      ValidationSupportContext root, ConceptValidationOptions options, String system, String code, String display, String valueSet) {
    boolean ours = valueSet == null && code != null && isCodeSystemSupported(root, system);
    return ours ? trusted(system, code, display) : null;
  }

  /**
   * A code is in a value set that takes the whole system, or a filtered part of it which only the owner could tell.
   * A bare code (`Coding.code` bound by itself, as SEBasePractitioner does) belongs to the foreign part if the set has one.
   */
  @Override
  public CodeValidationResult validateCodeInValueSet(
      ValidationSupportContext root, ConceptValidationOptions options, String system, String code, String display, IBaseResource resource) {
    if (code == null || !(resource instanceof ValueSet valueSet)) {
      return null;
    }
    return valueSet.getCompose().getInclude().stream()
        .filter(include -> takesForeign(include) && (system == null || system.equals(include.getSystem())))
        .findFirst()
        .map(include -> trusted(include.getSystem(), code, display))
        .orElse(null);
  }

  private boolean takesForeign(ConceptSetComponent include) {
    return include.getConcept().isEmpty() && isCodeSystemSupported(null, include.getSystem());
  }

  @Override
  public LookupCodeResult lookupCode(ValidationSupportContext root, LookupCodeRequest request) {
    if (!isCodeSystemSupported(root, request.getSystem())) {
      return null;
    }
    return new LookupCodeResult()
        .setFound(true)
        .setSearchedForCode(request.getCode())
        .setSearchedForSystem(request.getSystem());
  }

  private synchronized CodeValidationResult trusted(String system, String code, String display) {
    seen.computeIfAbsent(system, unused -> new TreeSet<>()).add(code);
    return new CodeValidationResult().setCode(code).setDisplay(display);
  }
}
