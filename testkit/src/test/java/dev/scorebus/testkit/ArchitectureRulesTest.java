package dev.scorebus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.scorebus.gateway.planted.GatewayPlant;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.message.planted.ServicePlant;
import dev.scorebus.message.planted.SpringPlant;
import dev.scorebus.score.planted.ScorePlant;
import dev.scorebus.testkit.planted.Plants;
import dev.scorebus.testkit.planted.left.Left;
import dev.scorebus.testkit.planted.unmarked.Unmarked;
import dev.scorebus.tracking.planted.TrackingPlant;
import dev.scorebus.train.planted.CallingPlant;
import dev.scorebus.train.planted.StartingPlant;
import dev.scorebus.train.planted.TrainPlant;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureRulesTest {
    private static final JavaClasses PLANTED =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.OnlyIncludeTests())
                    .importPackages("dev.scorebus");

    @ParameterizedTest(name = "{0} finds {1}")
    @MethodSource("plants")
    void everyRuleFindsWhatWasPlanted(String rule, Class<?> plant)
            throws ReflectiveOperationException {
        EvaluationResult result = Objects.requireNonNull(rules().get(rule)).evaluate(PLANTED);

        assertThat(result.hasViolation()).isTrue();
        assertThat(result.getFailureReport().toString()).contains(plant.getName());
        assertThat(result.getFailureReport().toString()).contains("because");
    }

    @Test
    void everyRuleHasAPlant() throws ReflectiveOperationException {
        assertThat(plants().map(row -> row.get()[0]).collect(Collectors.toSet()))
                .isEqualTo(rules().keySet());
    }

    @Test
    void soundCodeBreaksNoRule() throws ReflectiveOperationException {
        assertThatNoneIsBroken(
                new ClassFileImporter().importPackages("dev.scorebus.testkit.planted.sound"));
    }

    @Test
    void thePlatformAndTheTestkitBreakNoRule() throws ReflectiveOperationException {
        assertThatNoneIsBroken(
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackagesOf(LocalPlatform.class, TestPlatform.class));
    }

    @Test
    void aModuleToWhichNothingAppliesBreaksNoRule() throws ReflectiveOperationException {
        assertThatNoneIsBroken(new ClassFileImporter().importPackages("dev.scorebus.nothing"));
    }

    static Stream<Arguments> plants() {
        return Stream.of(
                arguments("packagesFormNoCycle", Left.class),
                arguments("gatewayKnowsNoOtherService", GatewayPlant.class),
                arguments("trainKnowsNoOtherService", TrainPlant.class),
                arguments("scoreKnowsNoOtherService", ScorePlant.class),
                arguments("trackingKnowsNoOtherService", TrackingPlant.class),
                arguments("onlyTheLaptopStartsThePlatform", StartingPlant.class),
                arguments("nothingNeedsTheCommandLine", CallingPlant.class),
                arguments("sharedWordsNeedNoSpring", SpringPlant.class),
                arguments("sharedWordsNeedNoModule", ServicePlant.class),
                arguments("onlyTablesSpeakSql", Plants.SpeaksSql.class),
                arguments("tablesArePackagePrivate", Plants.OpenTable.class),
                arguments("packagesAreNullMarked", Unmarked.class),
                arguments("timeIsGiven", Plants.CallsNow.class),
                arguments("timeIsGiven", Plants.RefersToNow.class),
                arguments("timeIsGiven", Plants.TakesTheSystemsClock.class),
                arguments("timeIsGiven", Plants.ReadsMillis.class),
                arguments("timeIsGiven", Plants.Sleeps.class),
                arguments("onlyLoopsAndTheEdgeCatchEverything", Plants.CatchesEverything.class),
                arguments("onlyLoopsAndTheEdgeCatchEverything", Plants.CatchesInALambda.class),
                arguments("onlyLoopsAndTheEdgeCatchEverything", Plants.CatchesAndSuppresses.class),
                arguments("namesSayWhatThingsAre", Plants.ThingManager.class),
                arguments("namesSayWhatThingsAre", Plants.CommonThings.class),
                arguments("namesSayWhatThingsAre", Plants.StringUtils.class),
                arguments("namesSayWhatThingsAre", Plants.ScorerImpl.class),
                arguments("namesSayWhatThingsAre", Plants.ScoreDto.class),
                arguments("nothingIsInjectedIntoMembers", Plants.InjectsAField.class),
                arguments("nothingIsInjectedIntoMembers", Plants.InjectsAMethod.class),
                arguments("settingsComeAsOneRecord", Plants.ValueInAField.class),
                arguments("settingsComeAsOneRecord", Plants.ValueInAConstructor.class),
                arguments("nothingDeserialisesJavaObjects", Plants.ReadsObjects.class));
    }

    private static void assertThatNoneIsBroken(JavaClasses classes)
            throws ReflectiveOperationException {
        for (ArchRule rule : rules().values()) {
            rule.check(classes);
        }
    }

    private static Map<String, ArchRule> rules() throws ReflectiveOperationException {
        Map<String, ArchRule> rules = new TreeMap<>();
        for (Field field : ArchitectureRules.class.getDeclaredFields()) {
            if (field.isAnnotationPresent(ArchTest.class)) {
                rules.put(field.getName(), (ArchRule) field.get(null));
            }
        }
        return rules;
    }
}
