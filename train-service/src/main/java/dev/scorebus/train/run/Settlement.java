package dev.scorebus.train.run;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import dev.scorebus.train.TrainMain;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.train.registry.ModelRegistry;
import dev.scorebus.train.registry.Move;
import dev.scorebus.training.TrainingRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends runs. Giving back the slot, registering the model, moving the alias and writing the end of the run are one
/// transaction, and none of it happens when the lease was lost: a run whose slot was given away leaves no model.
@Component
class Settlement {
    private final SlotTable slots;
    private final RunTable runs;
    private final ModelRegistry registry;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Settlement(
            SlotTable slots,
            RunTable runs,
            ModelRegistry registry,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.slots = slots;
        this.runs = runs;
        this.registry = registry;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Ends a run with a model.
    ///
    /// @return the model's version, or null when the lease was lost and nothing was written
    @Nullable String trained(Claim claim, Outcome.Trained trained) throws IOException {
        String version = registry.keep(trained.artefact());
        TrainingRequest request = claim.request();
        String alias = request.promoteTo();
        String before =
                alias == null
                        ? null
                        : registry.alias(request.model(), request.customer(), alias)
                                .map(standing -> standing.version())
                                .orElse(null);
        ModelVersion model = model(claim, trained, version);
        Boolean held =
                transaction.execute(
                        _ -> {
                            if (!slots.release(claim)) {
                                return false;
                            }
                            registry.register(model);
                            List<String> notes = new ArrayList<>(trained.notes());
                            List<String> unmoved = promote(request, alias, version, before);
                            worthless(request, trained.metrics(), unmoved.isEmpty(), before)
                                    .ifPresent(notes::add);
                            notes.addAll(unmoved);
                            runs.trained(claim.runId(), version, trained, notes);
                            return true;
                        });
        return Boolean.TRUE.equals(held) ? version : null;
    }

    /// Ends a run without a model.
    ///
    /// @return whether it did; not when the lease was lost
    boolean failed(Claim claim, String reason) {
        return end(claim, () -> runs.failed(claim.runId(), reason));
    }

    /// Ends a run because someone asked for it.
    ///
    /// @return whether it did; not when the lease was lost
    boolean cancelled(Claim claim) {
        return end(claim, () -> runs.cancelled(claim.runId()));
    }

    /// Ends a run because this instance goes down.
    ///
    /// @return whether it did; not when the lease was lost
    boolean shutDown(Claim claim) {
        return failed(
                claim,
                "interrupted: the service that ran it stopped at %s; start it again: ./scorebus run restart %s, or POST /api/training-runs/%s/restart"
                        .formatted(
                                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                                claim.runId(),
                                claim.runId()));
    }

    private boolean end(Claim claim, Runnable end) {
        Boolean held =
                transaction.execute(
                        _ -> {
                            boolean released = slots.release(claim);
                            if (released) {
                                end.run();
                            }
                            return released;
                        });
        return Boolean.TRUE.equals(held);
    }

    private List<String> promote(
            TrainingRequest request,
            @Nullable String alias,
            String version,
            @Nullable String before) {
        if (alias == null) {
            return List.of();
        }
        Move move = registry.move(request.model(), request.customer(), alias, version, before);
        return switch (move) {
            case Move.Moved(AliasMoved moved) when Objects.equals(before, version) ->
                    List.of("alias '%s' named this version already".formatted(moved.alias()));
            case Move.Moved _ -> List.of();
            case Move.Conflict(AliasMoved current) ->
                    List.of(
                            "not promoted: alias '%s' was moved meanwhile, to %s; to move it: ./scorebus model promote %s %s --alias %s%s"
                                    .formatted(
                                            alias,
                                            current == null ? "nothing" : current.version(),
                                            request.model(),
                                            version,
                                            alias,
                                            ofCustomer(request)));
            case Move.NoSuchVersion() ->
                    throw new IllegalStateException("The version was registered a line ago");
        };
    }

    /// A warning about a model that knows less than nothing: on the rows held out it is worse than their base rate.
    private static Optional<String> worthless(
            TrainingRequest request,
            Map<String, Double> metrics,
            boolean moved,
            @Nullable String before) {
        for (String metric : List.of("logLoss", "rmse")) {
            Double own = metrics.get(metric);
            Double base = metrics.get(metric + ".base");
            if (own != null && base != null && own > base) {
                String warning =
                        String.format(
                                Locale.ROOT,
                                "WARNING: on the rows held out it is worse than their base rate: %s %.4g, base rate %.4g",
                                metric,
                                own,
                                base);
                String alias = request.promoteTo();
                if (alias == null || !moved) {
                    return Optional.of(warning);
                }
                return Optional.of(
                        before == null
                                ? "%s; '%s' names it now".formatted(warning, alias)
                                : "%s; '%s' names it now; to go back: ./scorebus model promote %s %s --alias %s%s"
                                        .formatted(
                                                warning,
                                                alias,
                                                request.model(),
                                                before,
                                                alias,
                                                ofCustomer(request)));
            }
        }
        return Optional.empty();
    }

    private static String ofCustomer(TrainingRequest request) {
        return request.customer() == null ? "" : " --customer '%s'".formatted(request.customer());
    }

    private ModelVersion model(Claim claim, Outcome.Trained trained, String version) {
        TrainingRequest request = claim.request();
        return new ModelVersion(
                request.model(),
                version,
                request.customer(),
                request.program(),
                trained.format(),
                trained.artefact().length,
                trained.contract(),
                trained.target(),
                trained.metrics(),
                trained.parameters(),
                new ModelVersion.Lineage(
                        claim.runId().toString(),
                        request.dataSet().name(),
                        Objects.requireNonNull(request.dataSet().version(), "pinned when queued"),
                        codeVersion(),
                        request.seed(),
                        clock.instant()));
    }

    private static String codeVersion() {
        String version = TrainMain.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
