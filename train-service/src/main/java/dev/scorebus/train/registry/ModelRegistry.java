package dev.scorebus.train.registry;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegisteredModel;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import dev.scorebus.model.VersionChoice;
import dev.scorebus.train.TrainProperties;
import dev.scorebus.train.artefact.ArtefactStore;
import dev.scorebus.train.artefact.FolderArtefactStore;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The model versions and their aliases. What changes here is owed to the topic of models in the same transaction, so
/// that it is told sooner or later, and never before it is true.
@Service
public class ModelRegistry {
    private final ModelTable models;
    private final AliasTable aliases;
    private final OutboxTable outbox;
    private final ArtefactStore artefacts;

    ModelRegistry(
            ModelTable models,
            AliasTable aliases,
            OutboxTable outbox,
            TrainProperties properties,
            InstantSource clock)
            throws IOException {
        this.models = models;
        this.aliases = aliases;
        this.outbox = outbox;
        this.artefacts = new FolderArtefactStore(properties.home().resolve("artefacts"), clock);
    }

    /// Keeps an artefact. It is no model yet, and harmless if it never becomes one.
    ///
    /// @return its sha-256
    public String keep(byte[] artefact) throws IOException {
        try (ArtefactStore.Staged staged =
                artefacts.stage(new ByteArrayInputStream(artefact), artefact.length)) {
            staged.keep();
            return staged.sha256();
        }
    }

    /// Registers a version whose artefact is kept; a version that is there already stays as it is. Takes part in the
    /// caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void register(ModelVersion version) {
        if (models.add(version)) {
            outbox.add(new RegistryRecord.Registered(version));
        }
    }

    /// Moves an alias from where the caller saw it.
    ///
    /// @param named the version it shall name, or the beginning of it
    /// @param expectedNamed the version it names so far; null when there must be no such alias
    @Transactional
    public Move move(
            String name,
            @Nullable String customer,
            String alias,
            String named,
            @Nullable String expectedNamed) {
        String version = full(name, customer, named);
        String expected = expectedNamed == null ? null : full(name, customer, expectedNamed);
        if (models.find(name, customer, version).isEmpty()) {
            return new Move.NoSuchVersion();
        }
        Optional<AliasMoved> before = aliases.find(name, customer, alias);
        if (before.isPresent()
                && version.equals(before.get().version())
                && version.equals(expected)) {
            return new Move.Moved(before.get());
        }
        if (!aliases.move(name, customer, alias, version, expected)) {
            return new Move.Conflict(aliases.find(name, customer, alias).orElse(null));
        }
        AliasMoved after = aliases.find(name, customer, alias).orElseThrow();
        outbox.add(after);
        return new Move.Moved(after);
    }

    /// Where an alias stands.
    public Optional<AliasMoved> alias(String name, @Nullable String customer, String alias) {
        return aliases.find(name, customer, alias);
    }

    /// The newest versions first; of one model, of one customer, where these are given.
    List<RegisteredModel> newest(@Nullable String name, @Nullable String customer) {
        return models.newest(name, customer);
    }

    /// One version of a model, named by all of it or by its beginning.
    ///
    /// @throws ProblemException when several begin so
    Optional<RegisteredModel> find(String name, @Nullable String customer, String named) {
        return models.find(name, customer, full(name, customer, named));
    }

    /// Whose the versions of a model are that are named so: of customers, or over all of them.
    List<ModelVersion> namedSo(String name, String named) {
        return models.newest(name, null).stream()
                .map(RegisteredModel::model)
                .filter(model -> model.version().startsWith(named))
                .toList();
    }

    private String full(String name, @Nullable String customer, String named) {
        return switch (VersionChoice.of(named, models.beginning(name, customer, named))) {
            case VersionChoice.One(String version) -> version;
            case VersionChoice.None() -> named;
            case VersionChoice.Many many ->
                    throw new ProblemException(
                            new Problem.Conflict(
                                    many.problem(named, "model '%s'".formatted(name)), Map.of()));
        };
    }

    /// The artefact of a registered version.
    Optional<ArtefactStore.Artefact> artefact(String sha256) throws IOException {
        return models.isArtefact(sha256) ? artefacts.find(sha256) : Optional.empty();
    }
}
