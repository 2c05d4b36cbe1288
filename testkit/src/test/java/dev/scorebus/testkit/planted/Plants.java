package dev.scorebus.testkit.planted;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One class for each way to break a rule.
public final class Plants {
    private Plants() {}

    /// SQL outside of a table's class.
    public record SpeaksSql(JdbcClient jdbc) {}

    /// A table that all may use.
    public record OpenTable(JdbcClient jdbc) {}

    /// Reads the clock by a call.
    public static final class CallsNow {
        Instant time() {
            return Instant.now();
        }
    }

    /// Reads the clock by a method reference.
    public static final class RefersToNow {
        Supplier<Instant> time() {
            return Instant::now;
        }
    }

    /// Takes the wall clock itself.
    public static final class TakesTheSystemsClock {
        InstantSource clock() {
            return InstantSource.system();
        }
    }

    /// Reads the clock in milliseconds.
    public static final class ReadsMillis {
        long time() {
            return System.currentTimeMillis();
        }
    }

    /// Waits by the clock.
    public static final class Sleeps {
        void rest() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    /// Catches all that can be thrown.
    public static final class CatchesEverything {
        void run(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException _) {
                step.run();
            }
        }
    }

    /// Catches all, and writes what the compiler would have written.
    public static final class CatchesAndSuppresses {
        void run(Runnable step) {
            try {
                step.run();
            } catch (Throwable t) {
                t.addSuppressed(new IllegalStateException());
                throw t;
            }
        }
    }

    /// Catches all in a lambda.
    public static final class CatchesInALambda {
        Runnable guarded(Runnable step) {
            return () -> {
                try {
                    step.run();
                } catch (Throwable _) {
                    step.run();
                }
            };
        }
    }

    /// A name that says nothing.
    public static final class ThingManager {}

    /// A name that says nothing.
    public static final class CommonThings {}

    /// A name that says nothing.
    public static final class StringUtils {}

    /// A name that says nothing.
    public static final class ScorerImpl {}

    /// A name that says nothing.
    public static final class ScoreDto {}

    /// Is given what it needs behind its constructor's back.
    public static final class InjectsAField {
        @Autowired @Nullable Environment environment;
    }

    /// Is given what it needs by a setter.
    public static final class InjectsAMethod {
        @Autowired
        void environment(Environment environment) {
            environment.getActiveProfiles();
        }
    }

    /// A setting in a field.
    public static final class ValueInAField {
        @Value("${rounds}")
        int rounds;
    }

    /// A setting in a constructor.
    public static final class ValueInAConstructor {
        final int rounds;

        ValueInAConstructor(@Value("${rounds}") int rounds) {
            this.rounds = rounds;
        }
    }

    /// Reads Java's serial form.
    public static final class ReadsObjects {
        Object read(InputStream in) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(in).readObject();
        }
    }
}
