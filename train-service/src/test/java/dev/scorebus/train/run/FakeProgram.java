package dev.scorebus.train.run;

import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.Target;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.train.program.Trainer;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun;
import dev.scorebus.training.TrainingRun.Phase;
import dev.scorebus.training.TrainingRun.Progress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A program whose runs last until the test lets them go, and which counts how many are active.
final class FakeProgram implements Trainer {
    final AtomicInteger active = new AtomicInteger();
    final AtomicInteger mostActive = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);

    /// A request for a model; its artefact is the model's name.
    static TrainingRequest request(String model, String dataSet) {
        return new TrainingRequest(
                "fake",
                model,
                null,
                new TrainingRequest.DataSetRef(dataSet, null),
                null,
                new TrainingRequest.TargetChoice("t", Target.Type.REGRESSION, List.of(), "a", null),
                List.of(),
                null,
                null,
                null,
                0.2,
                Map.of(),
                0L,
                "champion");
    }

    @Override
    public String program() {
        return "fake";
    }

    @Override
    public void check(TrainingRequest request, DataSetVersion dataSet) {}

    @Override
    public Outcome train(TrainingRequest request, DataSetVersion dataSet, Watch watch) {
        mostActive.accumulateAndGet(active.incrementAndGet(), Math::max);
        try {
            watch.reached(new Progress(Phase.GROW, 1, 2, "rmse", null));
            if (request.model().startsWith("broken")) {
                throw new IllegalStateException("a bug in the program");
            }
            while (!gate.await(5, TimeUnit.MILLISECONDS)) {
                if (watch.stopped()) {
                    return new Outcome.Stopped();
                }
            }
            return trained(request.model());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Stopped();
        } finally {
            active.decrementAndGet();
        }
    }

    static Outcome.Trained trained(String artefact) {
        return trained(artefact, Map.of("mae", 1.0));
    }

    static Outcome.Trained trained(String artefact, Map<String, Double> metrics) {
        return new Outcome.Trained(
                artefact.getBytes(StandardCharsets.UTF_8),
                "fake",
                new FeatureContract(List.of(Feature.number("a"))),
                new Target(Target.Type.REGRESSION, "t", List.of()),
                metrics,
                Map.of(),
                new TrainingRun.Rows(1, 1, 0, 0, 0, 0),
                List.of());
    }
}
