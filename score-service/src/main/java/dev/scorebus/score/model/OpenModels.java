package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegistryRecord.Registered;
import dev.scorebus.score.ScoreProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The model versions in memory, the least recently used of which are closed when there are too many. A version is opened
/// once, however many ask for it at once.
@Component
final class OpenModels {
    private static final Logger LOGGER = LoggerFactory.getLogger(OpenModels.class);

    private final Artefacts artefacts;
    private final Map<String, ProgramKind> kinds = new TreeMap<>();
    private final MoreKinds more;
    private final int most;
    private final ReentrantLock opening = new ReentrantLock();
    private final Map<String, OpenModel> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Duration retry;
    private final InstantSource clock;

    /// A version that could not be opened, and when it is worth another try.
    private record Failure(UnusableModelException reason, Instant retryAt) {}

    OpenModels(
            Artefacts artefacts,
            List<ProgramKind> kinds,
            MoreKinds more,
            ScoreProperties properties,
            InstantSource clock) {
        this.artefacts = artefacts;
        this.more = more;
        kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
        this.retry = properties.models().retry();
        this.clock = clock;
        this.most = properties.models().open();
    }

    /// A lease on a version, which is opened and warmed first when it is not in memory.
    ///
    /// @throws UnusableModelException when it cannot be opened now
    Lease lease(ModelVersion version) throws UnusableModelException {
        String key = new Registered(version).key();
        Lease present = present(key);
        if (present != null) {
            return present;
        }
        opening.lock();
        try {
            Lease meanwhile = present(key);
            return meanwhile != null ? meanwhile : add(key, attempt(key, version));
        } finally {
            opening.unlock();
        }
    }

    /// Why a version could not be opened when that was tried last.
    Optional<String> trouble(ModelVersion version) {
        if (kind(version.program()).isEmpty()) {
            return Optional.of(
                    "program '%s' is neither built in nor installed".formatted(version.program()));
        }
        Failure failure = failures.get(new Registered(version).key());
        return Optional.ofNullable(failure).map(f -> String.valueOf(f.reason().getMessage()));
    }

    private Optional<ProgramKind> kind(String program) {
        ProgramKind builtIn = kinds.get(program);
        return builtIn == null ? more.kind(program) : Optional.of(builtIn);
    }

    private @Nullable Lease present(String key) {
        synchronized (open) {
            OpenModel model = open.get(key);
            return model != null && model.enter() ? new Lease(model) : null;
        }
    }

    private Lease add(String key, OpenModel model) {
        boolean entered = model.enter();
        assert entered;
        OpenModel retired = null;
        synchronized (open) {
            open.put(key, model);
            if (open.size() > most) {
                Map.Entry<String, OpenModel> oldest = open.entrySet().iterator().next();
                retired = oldest.getValue();
                open.remove(oldest.getKey());
            }
        }
        if (retired != null) {
            retired.leave();
        }
        return new Lease(model);
    }

    /// Opens a version, unless that failed a moment ago: callers are told at once, not after one more timeout each.
    private OpenModel attempt(String key, ModelVersion version) throws UnusableModelException {
        Failure failure = failures.get(key);
        if (failure != null && clock.instant().isBefore(failure.retryAt())) {
            throw failure.reason();
        }
        try {
            OpenModel model = read(version);
            failures.remove(key);
            return model;
        } catch (UnusableModelException e) {
            failures.put(key, new Failure(e, clock.instant().plus(retry)));
            throw e;
        }
    }

    private OpenModel read(ModelVersion version) throws UnusableModelException {
        ProgramKind kind = kind(version.program()).orElse(null);
        if (kind == null) {
            throw new UnusableModelException(
                    "program '%s' is neither built in nor installed; built in: %s"
                            .formatted(version.program(), String.join(", ", kinds.keySet())),
                    null);
        }
        OpenModel model =
                new OpenModel(version, kind.open(version, artefacts.fetch(version)), kind.most());
        LOGGER.atInfo().addKeyValue("modelVersion", version.version()).log("model version is open");
        return model;
    }
}
