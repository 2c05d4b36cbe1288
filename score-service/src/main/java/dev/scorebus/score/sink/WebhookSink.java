package dev.scorebus.score.sink;

import dev.scorebus.action.Action.Output;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Tells each score to someone by HTTP, several at once. What was answered for good is remembered until it is committed, so that
/// one who is slow, or fails at one of many, is not asked the same from the beginning again and again.
final class WebhookSink implements Sink {
    private final String shown;
    private final WebhookClient client;
    private final Duration patience;
    private final Semaphore free;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Settled> settled = new HashMap<>();

    /// What was answered for good to these bytes.
    private record Settled(int bytes, WebhookClient.Answer answer) {}

    /// @param concurrency how many calls are under way at once
    /// @param patience how long a shipment may take
    WebhookSink(Output.Webhook output, WebhookClient client, int concurrency, Duration patience) {
        this.shown = shown(output.url());
        this.client = client;
        this.patience = patience;
        this.free = new Semaphore(concurrency);
    }

    /// The address without its query, which may hold a secret.
    private static String shown(URI url) {
        return "%s://%s%s".formatted(url.getScheme(), url.getAuthority(), url.getPath());
    }

    @Override
    public List<Refusal> write(Shipment shipment) {
        long end = System.nanoTime() + patience.toNanos();
        List<Delivery> deliveries = shipment.deliveries();
        List<@Nullable Future<WebhookClient.Answer>> asked = new ArrayList<>();
        WebhookClient.@Nullable Answer fault = null;
        for (Delivery delivery : deliveries) {
            asked.add(known(delivery) == null ? ask(delivery, end) : null);
        }
        for (int i = 0; i < deliveries.size(); i++) {
            Future<WebhookClient.Answer> future = asked.get(i);
            if (future != null) {
                WebhookClient.Answer answer = await(future, end);
                if (answer instanceof WebhookClient.Answer.Fault) {
                    fault = fault == null ? answer : fault;
                } else {
                    settled.put(
                            deliveries.get(i).identity(),
                            new Settled(bytes(deliveries.get(i)), answer));
                }
            }
        }
        if (fault instanceof WebhookClient.Answer.Fault(String why, Duration after)) {
            throw new SinkUnavailableException("webhook %s: %s".formatted(shown, why), after);
        }
        return refusals(deliveries);
    }

    private List<Refusal> refusals(List<Delivery> deliveries) {
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            if (known(deliveries.get(i)) instanceof WebhookClient.Answer.Refused(String why)) {
                refusals.add(
                        new Refusal(i, "webhook %s refused the score: %s".formatted(shown, why)));
            }
        }
        return refusals;
    }

    private WebhookClient.@Nullable Answer known(Delivery delivery) {
        Settled known = settled.get(delivery.identity());
        return known != null && known.bytes() == bytes(delivery) ? known.answer() : null;
    }

    private static int bytes(Delivery delivery) {
        return Arrays.hashCode(delivery.event().data());
    }

    private Future<WebhookClient.Answer> ask(Delivery delivery, long end) {
        return calls.submit(
                () -> {
                    if (!free.tryAcquire(
                            Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                        return WebhookClient.Answer.Fault.slow();
                    }
                    try {
                        return client.post(delivery);
                    } finally {
                        free.release();
                    }
                });
    }

    private static WebhookClient.Answer await(Future<WebhookClient.Answer> future, long end) {
        try {
            return future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            boolean _ = future.cancel(true);
            return WebhookClient.Answer.Fault.slow();
        } catch (ExecutionException e) {
            return new WebhookClient.Answer.Fault(
                    "could not be called: " + e.getCause(), Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new WebhookClient.Answer.Fault("interrupted", Duration.ZERO);
        }
    }

    @Override
    public void committed() {
        settled.clear();
    }

    @Override
    public void resume(Source source, long position, @Nullable String by) {
        settled.clear();
    }

    @Override
    public void close() {
        calls.shutdownNow();
        client.close();
    }
}
