package dev.scorebus.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.scorebus.testkit.CodeShapes.catchEverything;
import static dev.scorebus.testkit.CodeShapes.doesNot;
import static dev.scorebus.testkit.CodeShapes.livesInAPackageThatIsNullMarked;
import static dev.scorebus.testkit.CodeShapes.outermostNameEndsWith;
import static dev.scorebus.testkit.CodeShapes.readsOrAwaitsTheWallClock;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What the build holds every module to. A module applies them all by a class of its own:
///
/// ```java
/// @AnalyzeClasses(packages = "dev.scorebus.train", importOptions = ImportOption.DoNotIncludeTests.class)
/// class ArchitectureTest {
///     @ArchTest static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);
/// }
/// ```
public final class ArchitectureRules {
    private static final String GATEWAY = "dev.scorebus.gateway..";
    private static final String TRAIN = "dev.scorebus.train..";
    private static final String SCORE = "dev.scorebus.score..";
    private static final String TRACKING = "dev.scorebus.tracking..";
    private static final String CLI = "dev.scorebus.cli..";
    private static final String BENCHMARKS = "dev.scorebus.benchmarks..";
    private static final String LOCAL = "dev.scorebus.local..";
    private static final String TESTKIT = "dev.scorebus.testkit..";
    private static final String TREES = "dev.scorebus.trees..";
    private static final String BRIDGE = "dev.scorebus.bridge..";
    // The guard of every service's ports: in shared-model so that none forgets it, and of Spring.
    private static final String ACCESS = "dev.scorebus.access..";
    private static final String[] SHARED_WORDS = {
        "dev.scorebus.action..",
        "dev.scorebus.ledger..",
        "dev.scorebus.message..",
        "dev.scorebus.model..",
        "dev.scorebus.training.."
    };

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.scorebus.(**)")
                    .should()
                    .beFreeOfCycles()
                    .because("packages that need each other are one package with two names")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule gatewayKnowsNoOtherService =
            knowsNoOtherService(GATEWAY, TRAIN, SCORE, TRACKING);

    @ArchTest
    static final ArchRule trainKnowsNoOtherService =
            knowsNoOtherService(TRAIN, GATEWAY, SCORE, TRACKING);

    @ArchTest
    static final ArchRule scoreKnowsNoOtherService =
            knowsNoOtherService(SCORE, GATEWAY, TRAIN, TRACKING);

    @ArchTest
    static final ArchRule trackingKnowsNoOtherService =
            knowsNoOtherService(TRACKING, GATEWAY, TRAIN, SCORE);

    @ArchTest
    static final ArchRule onlyTheLaptopStartsThePlatform =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(LOCAL, CLI, BENCHMARKS, TESTKIT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(LOCAL)
                    .because(
                            "a service finds Kafka and PostgreSQL by its properties, wherever they run")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingNeedsTheCommandLine =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(CLI, BENCHMARKS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(CLI)
                    .because("the command line is the outermost module: it uses the others")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule sharedWordsNeedNoSpring =
            noClasses()
                    .that(
                            resideInAnyPackage(SHARED_WORDS)
                                    .or(resideInAnyPackage(TREES, BRIDGE, LOCAL)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..")
                    .because("a program, a bridge or a script may use them without a container")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule sharedWordsNeedNoModule =
            noClasses()
                    .that(resideInAnyPackage(SHARED_WORDS).or(resideInAPackage(ACCESS)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(GATEWAY, TRAIN, SCORE, TRACKING, TREES, BRIDGE, LOCAL)
                    .because("all modules point to the shared words; these point to none")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTablesSpeakSql =
            noClasses()
                    .that(doesNot(outermostNameEndsWith("Table")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework.jdbc.core..")
                    .because("all SQL of a table is found in the one class that is named after it")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule tablesArePackagePrivate =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Table")
                    .and(CodeShapes.speaksSql())
                    .should()
                    .bePackagePrivate()
                    .because("the rest of the service asks the feature, not its table")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesAreNullMarked =
            classes()
                    .should(livesInAPackageThatIsNullMarked())
                    .because("without the mark nobody checks its nulls")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule timeIsGiven =
            noClasses()
                    .that(doesNot(outermostNameEndsWith("Main")))
                    .and()
                    .resideOutsideOfPackage("dev.scorebus.testkit")
                    .should(readsOrAwaitsTheWallClock())
                    .because(
                            "a test must be able to move the clock; take an InstantSource, wait on a condition")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyLoopsAndTheEdgeCatchEverything =
            noClasses()
                    .that(doesNot(outermostNameEndsWith("Loop", "Advice", "ErrorHandler")))
                    .should(catchEverything())
                    .because("elsewhere a broad catch hides the failure that should stop us")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*[.$](Common.*|.*(Impl|Utils?|Helper|Manager|D[Tt][Oo]|Processor|Common))")
                    .because("such a name gathers code that has no home; name the concept")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingIsInjectedIntoMembers =
            noMembers()
                    .that(doesNot(CodeShapes.isConstructor()))
                    .should()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                    .orShould()
                    .beAnnotatedWith("jakarta.annotation.Resource")
                    .orShould()
                    .beAnnotatedWith("jakarta.inject.Inject")
                    .because("what a class needs stands in its constructor")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule settingsComeAsOneRecord =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("org.springframework.beans.factory.annotation.Value")
                    .because(
                            "settings are one validated record per service, not strings all over the code")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingDeserialisesJavaObjects =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo("java.io.ObjectInputStream")
                    .because("reading Java's serial form runs code that the sender chose")
                    .allowEmptyShould(true);

    private ArchitectureRules() {}

    private static ArchRule knowsNoOtherService(String service, String... others) {
        return noClasses()
                .that(resideInAPackage(service))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because(
                        "services meet in Kafka records and HTTP bodies, whose types live in shared-model")
                .allowEmptyShould(true);
    }
}
