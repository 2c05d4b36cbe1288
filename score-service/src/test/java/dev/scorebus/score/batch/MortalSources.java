package dev.scorebus.score.batch;

import dev.scorebus.batch.BatchRun;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.action.ActionBook;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.sink.SinkOpener;
import dev.scorebus.score.stream.CrashPoint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/// Lets workers of a run die on the way of a transaction, as a killed process does: with an error that no loop catches, the
/// transaction left open. Nobody is told; whoever hands runs out gives the run to another.
@Component
@Primary
public class MortalSources extends RunSources {
    private final Map<String, Death> deaths = new ConcurrentHashMap<>();

    private record Death(CrashPoint point, AtomicInteger calls) {
        boolean comes(String method) {
            return method.equals(point.method()) && calls.decrementAndGet() == 0;
        }
    }

    MortalSources(
            ActionBook book,
            GateClient gate,
            LedgerClient ledger,
            KafkaClients clients,
            Topics topics,
            SinkOpener sinks,
            ScoreProperties properties,
            InstantSource clock) {
        super(book, gate, ledger, clients, topics, sinks, properties, clock);
    }

    /// What a killed process does not throw, but the tests need.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /// Kills whoever works for an action, once.
    ///
    /// @param transaction in which of its transactions, from 1
    public void kill(String action, CrashPoint point, int transaction) {
        deaths.put(action, new Death(point, new AtomicInteger(transaction)));
    }

    /// Whether it died.
    public boolean isDead(String action) {
        return !deaths.containsKey(action);
    }

    @Override
    @SuppressWarnings("unchecked")
    Producer<byte[], byte[]> producer(BatchRun run) {
        Producer<byte[], byte[]> real = super.producer(run);
        String action = run.request().action();
        return (Producer<byte[], byte[]>)
                Proxy.newProxyInstance(
                        Producer.class.getClassLoader(),
                        new Class<?>[] {Producer.class},
                        (_, method, arguments) -> {
                            Death death = deaths.get(action);
                            if (death == null || !death.comes(method.getName())) {
                                return call(real, method, arguments);
                            }
                            if (death.point() == CrashPoint.AFTER_THE_COMMIT) {
                                Object _ = call(real, method, arguments);
                            }
                            deaths.remove(action);
                            throw new Killed();
                        });
    }

    private static @Nullable Object call(
            Producer<byte[], byte[]> real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
