package dev.scorebus.score.installed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.Hello;
import dev.scorebus.score.program.Message;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// The answers of commands that their programs declare pure, so that the same question to the same version is asked once. Errors
/// are not kept. The least useful answers go first; all programs of an instance share the space.
///
/// What makes questions the same is the program's version and that of its model, the command, whether an explanation is wanted, and
/// every byte of the message's data and of its customer. Not looked at are id, key and time.
final class PureAnswers {
    /// What a node, an entry and a key take beside their text, about.
    private static final int OVERHEAD = 500;

    /// How much more memory a JSON tree takes than its text, about.
    private static final int TREE = 8;

    private final MeterRegistry registry;
    private final @Nullable Cache<Question, Answer> answers;
    private final AtomicLong lastVersion = new AtomicLong();

    /// @param of counts the versions that were opened: the same files opened anew are another one
    private record Question(
            long of, String command, boolean explain, long a, long b, long c, long d) {}

    private sealed interface Answer {
        record ToMessage(Entry.Value entry) implements Answer {}

        record ToRequest(String json) implements Answer {}
    }

    /// @param most about how much memory the answers may take; 0 keeps none
    PureAnswers(DataSize most, MeterRegistry registry) {
        this.registry = registry;
        this.answers = most.toBytes() == 0 ? null : cache(most);
        Gauge.builder("scorebus.answer.cache", this, PureAnswers::bytes)
                .description("Memory that the answers of pure commands take, about")
                .baseUnit("bytes")
                .register(registry);
    }

    private static Cache<Question, Answer> cache(DataSize most) {
        return Caffeine.newBuilder()
                .maximumWeight(most.toBytes())
                .weigher(PureAnswers::weight)
                .executor(Runnable::run)
                .build();
    }

    /// How much memory the answers take, about.
    double bytes() {
        return answers == null
                ? 0
                : answers.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    private static int weight(Question question, Answer answer) {
        int text =
                switch (answer) {
                    case Answer.ToMessage(Entry.Value(var value, var explanation)) ->
                            TREE * value.toString().length()
                                    + (explanation == null
                                            ? 0
                                            : OVERHEAD * explanation.contributions().size());
                    case Answer.ToRequest(String json) -> 2 * json.length();
                };
        return OVERHEAD + question.command().length() + text;
    }

    /// The memory of one version of a program, for one who uses it.
    ///
    /// @param hello what the version says of itself
    /// @return absent when the command is not pure, or nothing is kept
    @Nullable Memory memory(String program, String user, String command, Hello hello) {
        return answers == null || !hello.pure().contains(command)
                ? null
                : new Memory(
                        answers,
                        command,
                        lastVersion.incrementAndGet(),
                        counter(program, user, "hit"),
                        counter(program, user, "miss"));
    }

    private Counter counter(String program, String user, String result) {
        return Counter.builder("scorebus.answers.asked")
                .description("Questions to commands that are pure, by whether the answer was known")
                .tag("action", user)
                .tag("program", program)
                .tag("result", result)
                .register(registry);
    }

    /// What is remembered of one version. For many threads.
    static final class Memory {
        private final Cache<Question, Answer> answers;
        private final String command;
        private final long of;
        private final Counter hits;
        private final Counter misses;

        private Memory(
                Cache<Question, Answer> answers,
                String command,
                long of,
                Counter hits,
                Counter misses) {
            this.answers = answers;
            this.command = command;
            this.of = of;
            this.hits = hits;
            this.misses = misses;
        }

        /// What was answered to the same message; null when it was not asked, or is forgotten.
        Entry.@Nullable Value recall(Message message, boolean explain) {
            Answer found = count(answers.getIfPresent(question(message, explain)));
            return found instanceof Answer.ToMessage(Entry.Value entry) ? entry : null;
        }

        void remember(Message message, boolean explain, Entry.Value entry) {
            answers.put(question(message, explain), new Answer.ToMessage(entry));
        }

        /// What was answered to the same request; null when it was not asked, or is forgotten.
        @Nullable String recall(String input) {
            Answer found = count(answers.getIfPresent(question(input)));
            return found instanceof Answer.ToRequest(String json) ? json : null;
        }

        void remember(String input, String json) {
            answers.put(question(input), new Answer.ToRequest(json));
        }

        private @Nullable Answer count(@Nullable Answer found) {
            (found == null ? misses : hits).increment();
            return found;
        }

        private Question question(Message message, boolean explain) {
            MessageDigest digest = sha256();
            Message.Origin origin = message.origin();
            if (origin != null && origin.customer() != null) {
                digest.update(origin.customer().getBytes(StandardCharsets.UTF_8));
            }
            // No byte of UTF-8: it ends the customer, and tells none from an empty one.
            digest.update((byte) (origin == null || origin.customer() == null ? 0xFE : 0xFF));
            digest.update(message.bytes(), message.offset(), message.length());
            return question(explain, digest);
        }

        private Question question(String input) {
            MessageDigest digest = sha256();
            digest.update(input.getBytes(StandardCharsets.UTF_8));
            return question(false, digest);
        }

        private Question question(boolean explain, MessageDigest digest) {
            ByteBuffer sum = ByteBuffer.wrap(digest.digest());
            return new Question(
                    of,
                    command,
                    explain,
                    sum.getLong(),
                    sum.getLong(),
                    sum.getLong(),
                    sum.getLong());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has SHA-256", e);
            }
        }
    }
}
