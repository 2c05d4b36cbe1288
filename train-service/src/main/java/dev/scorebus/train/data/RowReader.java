package dev.scorebus.train.data;

import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.Format;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads files row by row: CSV after RFC 4180 with a header, or JSON lines, either of them plain or in gzip, in UTF-8.
final class RowReader {
    private static final int SNIFFED = 4096;

    private final ReadLimits limits;

    RowReader(ReadLimits limits) {
        this.limits = limits;
    }

    /// Tells the format by the first bytes: gzip by its magic number, JSON lines by an opening brace.
    Format sniff(InputStream bytes) throws IOException {
        try (BufferedInputStream buffered = new BufferedInputStream(bytes)) {
            buffered.mark(2);
            int magic = buffered.read() | buffered.read() << 8;
            buffered.reset();
            boolean gzip = magic == GZIPInputStream.GZIP_MAGIC;
            InputStream text = gzip ? UnpackedStream.of(buffered, limits) : buffered;
            boolean json = opensObject(text.readNBytes(SNIFFED));
            if (gzip) {
                return json ? Format.JSONL_GZ : Format.CSV_GZ;
            }
            return json ? Format.JSONL : Format.CSV;
        } catch (IOException e) {
            throw notGzip(e);
        }
    }

    /// Shows all rows to the visitor.
    void read(InputStream bytes, Format format, RowVisitor visitor) throws IOException {
        try (Reader text = text(bytes, format)) {
            switch (format) {
                case CSV, CSV_GZ -> CsvRows.read(text, visitor);
                case JSONL, JSONL_GZ -> JsonRows.read(text, visitor);
            }
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    new Problem.UnreadableFile(
                            "The file is not UTF-8; convert it, for example with iconv -f latin1 -t utf-8"));
        } catch (ZipException | EOFException e) {
            throw notGzip(e);
        }
    }

    private Reader text(InputStream bytes, Format format) throws IOException {
        InputStream plain =
                switch (format) {
                    case CSV, JSONL -> bytes;
                    case CSV_GZ, JSONL_GZ -> UnpackedStream.of(bytes, limits);
                };
        return new WithoutMark(
                new InputStreamReader(
                        plain,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    private static boolean opensObject(byte[] start) {
        for (byte b : start) {
            if (b == '{') {
                return true;
            }
            boolean blankOrMark = b == ' ' || b == '\t' || b == '\r' || b == '\n' || b < 0;
            if (!blankOrMark) {
                return false;
            }
        }
        return false;
    }

    private static ProblemException notGzip(IOException e) {
        ProblemException problem =
                new ProblemException(
                        new Problem.UnreadableFile(
                                "The file cannot be unpacked: " + e.getMessage()));
        problem.initCause(e);
        return problem;
    }
}
