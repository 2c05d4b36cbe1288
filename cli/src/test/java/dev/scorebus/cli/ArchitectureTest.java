package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.scorebus.testkit.ArchitectureRules;

/// The command line sees all modules, so here the rules are checked over all of them together.
@AnalyzeClasses(
        packages = "dev.scorebus",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestkit.class})
class ArchitectureTest {
    @ArchTest static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static void theRulesSeeEveryModule(JavaClasses classes) {
        assertThat(classes)
                .extracting(JavaClass::getName)
                .contains(
                        "dev.scorebus.gateway.GatewayMain",
                        "dev.scorebus.train.TrainMain",
                        "dev.scorebus.score.ScoreMain",
                        "dev.scorebus.tracking.TrackingMain",
                        "dev.scorebus.local.LocalPlatform",
                        "dev.scorebus.trees.TreeEnsemble",
                        "dev.scorebus.message.Topics");
    }

    static final class NoTestkit implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/testkit");
        }
    }
}
