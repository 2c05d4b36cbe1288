package dev.scorebus.testkit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.time.Clock;
import java.time.InstantSource;
import java.time.temporal.Temporal;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// The shapes of code that [ArchitectureRules] speaks of.
final class CodeShapes {
    private CodeShapes() {}

    static <T> DescribedPredicate<T> doesNot(DescribedPredicate<T> predicate) {
        return DescribedPredicate.not(predicate);
    }

    /// Of the source file's class, so that records and lambdas inside it count as it.
    static DescribedPredicate<JavaClass> outermostNameEndsWith(String... endings) {
        return DescribedPredicate.describe(
                "are part of a class named *" + String.join(" or *", endings),
                type -> Stream.of(endings).anyMatch(outermost(type).getSimpleName()::endsWith));
    }

    static DescribedPredicate<JavaClass> speaksSql() {
        return DescribedPredicate.describe(
                "speak SQL",
                type ->
                        type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(
                                        dependency ->
                                                dependency
                                                        .getTargetClass()
                                                        .getPackageName()
                                                        .startsWith(
                                                                "org.springframework.jdbc.core")));
    }

    static DescribedPredicate<JavaMember> isConstructor() {
        return DescribedPredicate.describe(
                "are constructors", member -> member instanceof JavaConstructor);
    }

    static ArchCondition<JavaClass> catchEverything() {
        return new ArchCondition<>("catch Throwable, Exception or RuntimeException") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (String method : BroadCatches.of(type)) {
                    events.add(
                            SimpleConditionEvent.satisfied(
                                    type,
                                    "%s catches everything in its method %s"
                                            .formatted(type.getName(), method)));
                }
            }
        };
    }

    static ArchCondition<JavaClass> readsOrAwaitsTheWallClock() {
        return ArchConditions.accessTargetWhere(
                DescribedPredicate.describe(
                        "reads or awaits the wall clock", CodeShapes::isWallClock));
    }

    static ArchCondition<JavaClass> livesInAPackageThatIsNullMarked() {
        return new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                events.add(
                        new SimpleConditionEvent(
                                type,
                                home.isAnnotatedWith(NullMarked.class),
                                "%s is in %s, whose package-info.java does not say @NullMarked"
                                        .formatted(type.getName(), home.getName())));
            }
        };
    }

    private static boolean isWallClock(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        JavaClass owner = target.getOwner();
        return switch (target.getName()) {
            case "now" ->
                    owner.isAssignableTo(Temporal.class)
                            && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget unit
                            && unit.getRawParameterTypes().stream()
                                    .noneMatch(parameter -> parameter.isEquivalentTo(Clock.class));
            case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
            case "sleep" ->
                    owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class);
            case "system", "systemUTC", "systemDefaultZone" ->
                    owner.isAssignableTo(InstantSource.class);
            case "<init>" -> owner.isEquivalentTo(Date.class) && hasNoParameter(target);
            default -> false;
        };
    }

    private static boolean hasNoParameter(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().isEmpty();
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }
}
