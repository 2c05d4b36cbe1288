package dev.scorebus.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.ContextCustomizerFactories;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestConstructor.AutowireMode;

/// A test of a whole service: started by its own `main`, on free ports, with a real broker, an empty database and a topic
/// prefix of its own, all of which reach it by the properties that production uses (`spring.kafka.bootstrap-servers`,
/// `spring.datasource.*`, `scorebus.topic-prefix`).
///
/// The test's constructor may take any bean of the service, and [TestPlatform], [TestDatabase] and [TestTopics].
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(PlatformCondition.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        useMainMethod = UseMainMethod.WHEN_AVAILABLE)
@ContextCustomizerFactories(PlatformWiring.Factory.class)
@TestConstructor(autowireMode = AutowireMode.ALL)
public @interface ScorebusTest {
    /// Properties of this test alone, as `name=value`.
    @AliasFor(annotation = SpringBootTest.class, attribute = "properties")
    String[] properties() default {};

    /// The service's classes, where they are not found by walking up from the test's package.
    @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
    Class<?>[] classes() default {};
}
