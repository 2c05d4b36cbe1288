package dev.scorebus.score.stream;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/// Clients that die as a killed process does: at a given call, without leaving the group and without ending the transaction,
/// so that the brokers notice by their timeouts alone. The death is an error of the JVM, which no loop catches.
final class MortalClients {
    private final StreamClients healthy;
    private final CrashPoint point;
    private final AtomicInteger calls;
    private final CountDownLatch death = new CountDownLatch(1);

    /// @param call at which call of the point's method to die, from 1
    MortalClients(StreamClients healthy, CrashPoint point, int call) {
        this.healthy = healthy;
        this.point = point;
        this.calls = new AtomicInteger(call);
    }

    /// What a killed process does not throw, but the tests need.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    StreamClients clients() {
        return healthy.consuming(this::consumer).producing(this::producer);
    }

    CountDownLatch death() {
        return death;
    }

    private Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> real = healthy.consumer().get();
        return consumer(
                (method, call) -> {
                    if (method.equals("close") && dead()) {
                        real.close(
                                CloseOptions.timeout(Duration.ZERO)
                                        .withGroupMembershipOperation(
                                                CloseOptions.GroupMembershipOperation
                                                        .REMAIN_IN_GROUP));
                        return null;
                    }
                    return call.on(real);
                });
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> real = healthy.producer().get();
        return producer(
                (method, call) -> {
                    if (method.equals("close") && dead()) {
                        real.close(Duration.ZERO);
                        return null;
                    }
                    if (!method.equals(point.method()) || calls.decrementAndGet() != 0) {
                        return call.on(real);
                    }
                    if (point == CrashPoint.AFTER_THE_COMMIT) {
                        Object _ = call.on(real);
                    }
                    death.countDown();
                    throw new Killed();
                });
    }

    private boolean dead() {
        return death.getCount() == 0;
    }

    /// A call that was intercepted.
    interface Call {
        @Nullable Object on(Object real) throws Throwable;
    }

    /// What is done instead of a call.
    interface Instead {
        @Nullable Object answer(String method, Call call) throws Throwable;
    }

    /// A stand-in for a producer that passes calls on as `instead` decides.
    @SuppressWarnings("unchecked")
    static Producer<byte[], byte[]> producer(Instead instead) {
        return (Producer<byte[], byte[]>) proxy(Producer.class, instead);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> consumer(Instead instead) {
        return (Consumer<byte[], byte[]>) proxy(Consumer.class, instead);
    }

    private static Object proxy(Class<?> type, Instead instead) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) ->
                        instead.answer(
                                method.getName(),
                                real -> {
                                    try {
                                        return method.invoke(real, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                }));
    }
}
