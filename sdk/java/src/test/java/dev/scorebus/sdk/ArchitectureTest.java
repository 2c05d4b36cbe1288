package dev.scorebus.sdk;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.scorebus.testkit.ArchitectureRules;

@AnalyzeClasses(packages = "dev.scorebus.sdk", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);
}
