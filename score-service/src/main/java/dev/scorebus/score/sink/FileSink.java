package dev.scorebus.score.sink;

import dev.scorebus.score.sink.Shipment.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a file for each stretch of offsets that is committed together.
///
/// A file is staged under a hidden name before the transaction, and has its own name after it. Who finds a staged file tells by what
/// is committed whether it counts: it does when the committed offset is where the file ends, and was committed by the instance that
/// staged it. An instance stages one file of a partition at a time, and whoever goes on with a partition looks before it commits
/// anything, so at most one staged file of a partition is ever in question, and a file that has its own name is never touched again.
final class FileSink implements Sink {
    private static final Logger LOGGER = LoggerFactory.getLogger(FileSink.class);

    private final Path folder;
    private final String instance;
    private final String suffix;
    private final Function<List<Delivery>, byte[]> format;
    private final Map<Source, Staged> staged = new HashMap<>();
    private final List<Source> shipped = new ArrayList<>();
    private final List<Staged> unnamed = new ArrayList<>();

    /// A file that is written and not yet named.
    private record Staged(StagedName name, Path folder) {
        Path file() {
            return folder.resolve(name.toString());
        }

        Path end(String suffix) {
            return folder.resolve(name.stretch() + suffix);
        }
    }

    /// @param folder the folder of this action's files
    /// @param instance names this process start, in what is committed
    /// @param suffix ends the names of files, such as `.jsonl`
    /// @param format makes the contents of a file
    FileSink(Path folder, String instance, String suffix, Function<List<Delivery>, byte[]> format) {
        this.folder = folder;
        this.instance = instance;
        this.suffix = suffix;
        this.format = format;
    }

    /// Where the files of a source lie; what is no topic may have a slash in its name, and is no folder in a folder for that.
    private Path folder(Source source) {
        return folder.resolve(source.topic().replace('/', '-') + "-" + source.topicId());
    }

    @Override
    public void resume(Source source, long position, @Nullable String by) {
        Staged _ = staged.remove(source);
        Path of = folder(source);
        if (!Files.isDirectory(of)) {
            return;
        }
        try {
            for (Path file : staged(of)) {
                StagedName name = StagedName.read(file.getFileName().toString());
                if (name != null && name.partition() == source.partition()) {
                    settle(new Staged(name, of), position, by);
                }
            }
        } catch (IOException e) {
            throw away(e);
        }
    }

    private static List<Path> staged(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, ".*" + StagedName.END)) {
            found.forEach(files::add);
        }
        return files;
    }

    private void settle(Staged found, long position, @Nullable String by) throws IOException {
        StagedName name = found.name();
        if (name.hi() == position && name.instance().equals(by)) {
            name(found);
        } else if (name.hi() <= position || name.instance().equals(instance)) {
            boolean _ = Files.deleteIfExists(found.file());
        }
    }

    @Override
    public List<Refusal> write(Shipment shipment) {
        shipped.clear();
        try {
            nameWhatWasLeft();
            for (Stretch stretch : shipment.stretches()) {
                stage(stretch, of(stretch, shipment.deliveries()));
            }
        } catch (IOException e) {
            throw away(e);
        }
        return List.of();
    }

    private static List<Delivery> of(Stretch stretch, List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.from().equals(stretch.source()))
                .filter(d -> d.offset() >= stretch.lo() && d.offset() < stretch.hi())
                .sorted(Comparator.comparingLong(Delivery::offset))
                .toList();
    }

    private void stage(Stretch stretch, List<Delivery> deliveries) throws IOException {
        Source source = stretch.source();
        Staged before = staged.remove(source);
        if (before != null) {
            // Of a transaction that failed; two that end alike could not be told apart.
            boolean _ = Files.deleteIfExists(before.file());
        }
        if (deliveries.isEmpty()) {
            return;
        }
        Path of = folder(source);
        Files.createDirectories(of);
        StagedName name = new StagedName(source.partition(), stretch.lo(), stretch.hi(), instance);
        Path file = of.resolve(name.toString());
        staged.put(source, new Staged(name, of));
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer contents = ByteBuffer.wrap(format.apply(deliveries));
            while (contents.hasRemaining()) {
                int _ = channel.write(contents);
            }
            channel.force(true);
        }
        force(of);
        shipped.add(source);
    }

    @Override
    public void committed() {
        for (Source source : shipped) {
            Staged file = staged.remove(source);
            if (file != null) {
                unnamed.add(file);
            }
        }
        shipped.clear();
        try {
            nameWhatWasLeft();
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("a file that is committed could not be named; it is tried again");
        }
    }

    private void nameWhatWasLeft() throws IOException {
        while (!unnamed.isEmpty()) {
            name(unnamed.getLast());
            unnamed.removeLast();
        }
    }

    private void name(Staged file) throws IOException {
        try {
            Files.move(file.file(), file.end(suffix), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (!Files.exists(file.end(suffix))) {
                throw e;
            }
            // Whoever goes on with the partition has named it.
        }
        force(file.folder());
    }

    /// Makes the names in a folder survive a loss of power.
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static SinkUnavailableException away(IOException e) {
        return new SinkUnavailableException(
                "files: %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), e);
    }

    /// What is staged stays: whether it counts is told by what is committed, and that is not known here.
    @Override
    public void close() {
        committedLeft();
    }

    private void committedLeft() {
        try {
            nameWhatWasLeft();
        } catch (IOException e) {
            LOGGER.atError()
                    .addKeyValue("error", e.toString())
                    .log(
                            "a file that is committed could not be named; it is complete under its hidden name");
        }
    }
}
