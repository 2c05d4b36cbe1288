package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.model.ProgramKind;
import dev.scorebus.score.model.UnusableModelException;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.Program;
import dev.scorebus.score.program.Reply;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/// Puts the program `trees` into a wrapping that fails where a message's field `brittle` says so:
///
/// | it says | the program |
/// |---|---|
/// | `fails` | answers each time that it failed |
/// | `throws` | throws each time, and takes its whole batch with it |
/// | `halts` | ends the process each time, between two instructions |
/// | `until N` | fails before that millisecond of the epoch, and scores afterwards |
///
/// Whatever becomes of a process, the same message fares alike in the next one.
public final class BrittleTrees implements BeanPostProcessor {
    private static final Pattern MARK =
            Pattern.compile("\"brittle\": \"(fails|throws|halts|until (\\d+))\"");

    private static final int HALTED = 86;

    private final ObjectProvider<InstantSource> clock;

    public BrittleTrees(ObjectProvider<InstantSource> clock) {
        this.clock = clock;
    }

    /// A field of a message that is JSON, with what is to become of it.
    public static String mark(String says) {
        return "\"brittle\": \"%s\"".formatted(says);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ProgramKind kind && kind.name().equals("trees")
                ? new Wrapping(kind, clock)
                : bean;
    }

    private record Wrapping(ProgramKind kind, ObjectProvider<InstantSource> clock)
            implements ProgramKind {
        @Override
        public String name() {
            return kind.name();
        }

        @Override
        public Supplier<Program> open(ModelVersion version, byte[] artefact)
                throws UnusableModelException {
            Supplier<Program> sound = kind.open(version, artefact);
            return () -> new Brittle(sound.get(), clock.getObject());
        }
    }

    private record Brittle(Program sound, InstantSource clock) implements Program {
        @Override
        public List<Reply> score(Batch batch) {
            List<Message> whole = new ArrayList<>();
            List<Boolean> breaks = new ArrayList<>();
            for (Message message : batch.messages()) {
                boolean broken = isBroken(message);
                breaks.add(broken);
                if (!broken) {
                    whole.add(message);
                }
            }
            Iterator<Reply> scored =
                    whole.isEmpty() ? Collections.emptyIterator() : score(whole, batch).iterator();
            return breaks.stream().map(broken -> broken ? failed() : scored.next()).toList();
        }

        private List<Reply> score(List<Message> whole, Batch batch) {
            return sound.score(new Batch(whole, batch.explain(), batch.deadline(), batch.stages()));
        }

        private boolean isBroken(Message message) {
            Matcher mark =
                    MARK.matcher(
                            new String(
                                    message.bytes(),
                                    message.offset(),
                                    message.length(),
                                    StandardCharsets.UTF_8));
            if (!mark.find()) {
                return false;
            }
            if (mark.group(2) != null) {
                return clock.millis() < Long.parseLong(mark.group(2));
            }
            if (mark.group(1).equals("throws")) {
                throw new IllegalStateException("the message says that the program throws");
            }
            if (mark.group(1).equals("halts")) {
                Runtime.getRuntime().halt(HALTED);
            }
            return true;
        }

        private static Reply failed() {
            return new Reply.Failed(
                    FailureKind.PROGRAM, "Brittle", "the message says that the program fails");
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
