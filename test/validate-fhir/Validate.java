import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/**
 * The official HL7 R4 instance validator over a folder: definitions/*.json are loaded (and validated), resources/*.json validated.
 * Usage: java -cp ... Validate.java FOLDER. Prints every error and warning, then one line of counts as JSON; exit 1 on errors.
 */
public class Validate {
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    FhirContext context = FhirContext.forR4();
    IParser parser = context.newJsonParser();
    PrePopulatedValidationSupport own = new PrePopulatedValidationSupport(context);
    for (Path file : jsonFiles(folder.resolve("definitions"))) {
      Resource resource = (Resource) parser.parseResource(Files.readString(file));
      if (resource instanceof StructureDefinition profile) own.addStructureDefinition(profile);
      else if (resource instanceof CodeSystem codes) own.addCodeSystem(codes);
      else if (resource instanceof ValueSet values) own.addValueSet(values);
    }
    ValidationSupportChain chain =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(context),
            own,
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context));
    FhirInstanceValidator judge = new FhirInstanceValidator(chain);
    // LOINC, SNOMED CT and ATC cannot be had without a terminology server: unknown there is a warning, not an error.
    judge.setErrorForUnknownProfiles(true);
    judge.setBestPracticeWarningLevel(BestPracticeWarningLevel.Hint);
    FhirValidator validator = context.newValidator().registerValidatorModule(judge);
    int files = 0;
    int errors = 0;
    int warnings = 0;
    int hints = 0;
    TreeMap<String, Integer> byType = new TreeMap<>();
    for (String part : List.of("definitions", "resources")) {
      for (Path file : jsonFiles(folder.resolve(part))) {
        String text = Files.readString(file);
        files++;
        byType.merge(typeOf(text), 1, Integer::sum);
        for (SingleValidationMessage message : validator.validateWithResult(text).getMessages()) {
          ResultSeverityEnum severity = message.getSeverity();
          boolean error = severity == ResultSeverityEnum.ERROR || severity == ResultSeverityEnum.FATAL;
          if (error) errors++;
          else if (severity == ResultSeverityEnum.WARNING) warnings++;
          else {
            hints++;
            continue;
          }
          System.out.println(
              (error ? "error   " : "warning ") + file.getFileName() + " " + message.getLocationString() + ": " + message.getMessage());
        }
      }
    }
    System.out.println(
        "{\"files\":" + files + ",\"errors\":" + errors + ",\"warnings\":" + warnings + ",\"hints\":" + hints + ",\"byType\":\"" + byType + "\"}");
    System.exit(errors > 0 || files == 0 ? 1 : 0);
  }

  private static String typeOf(String json) {
    java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("\"resourceType\":\\s*\"([A-Za-z]+)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "?";
  }

  private static List<Path> jsonFiles(Path folder) throws Exception {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    }
  }
}
