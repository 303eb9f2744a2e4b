using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Studies;

/// <summary>Sends the acts of one read to the database, one after the other: tries again what failed, and settles what another window changed.</summary>
/// <param name="time">For the waits between tries.</param>
/// <param name="logger">Gets what went wrong.</param>
/// <param name="told">What to tell the reader while tries go on; null: nothing any more.</param>
internal sealed class DraftSaver(TimeProvider time, ILogger logger, Action<string?> told)
{
    private static readonly TimeSpan[] s_patience = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)];
    private Task _before = Task.CompletedTask;

    /// <summary>What to say about an outcome that kept nothing.</summary>
    public static string SentenceOf(ReadOutcome outcome) => outcome switch
    {
        ReadOutcome.ChangedElsewhere => "The read was changed in another window meanwhile. Shown is what stands now; decide again if you do not agree.",
        ReadOutcome.Locked => "The read was submitted in another window. It cannot be changed any more.",
        ReadOutcome.Invalid invalid => invalid.Sentence,
        _ => "",
    };

    /// <summary>Tries until it is kept or refused; null: given up, and said so.</summary>
    /// <param name="act">Given the read's version.</param>
    /// <param name="current">The read as known here.</param>
    /// <param name="adopt">Takes the read as it stands in the database.</param>
    /// <param name="replaced">What the act replaces: the decision about its mark, say. Where that became another elsewhere, the act is not forced on it.</param>
    public async Task<ReadOutcome?> SaveAsync(
        Func<int, Task<ReadOutcome>> act, Func<ReadView> current, Action<ReadView> adopt, Func<ReadView, object?> replaced)
    {
        foreach (var wait in s_patience)
        {
            if (await OnceAsync(act, current, adopt, replaced) is { } outcome)
            {
                told(null);
                return outcome;
            }
            told("Not saved yet: the server could not keep it. Trying again.");
            await Task.Delay(wait, time);
        }
        var last = await OnceAsync(act, current, adopt, replaced);
        told(last is null ? "Not saved: the server could not keep your decision. Do it again; if it stays so, tell your administrator." : null);
        return last;
    }

    /// <summary>Tries once; null: it failed, and may be tried again.</summary>
    public Task<ReadOutcome?> TryOnceAsync(Func<int, Task<ReadOutcome>> act, Func<ReadView> current, Action<ReadView> adopt) =>
        OnceAsync(act, current, adopt, _ => null);

    private async Task<ReadOutcome?> OnceAsync(
        Func<int, Task<ReadOutcome>> act, Func<ReadView> current, Action<ReadView> adopt, Func<ReadView, object?> replaced)
    {
        // All run on the circuit's own thread, so a chain of tasks is lock enough.
        var (before, done) = (_before, new TaskCompletionSource());
        _before = done.Task;
        await before;
        try
        {
            var decided = replaced(current());
            var outcome = await act(current().Version);
            // Another window decided about something else: that does not concern this act.
            if (outcome is ReadOutcome.ChangedElsewhere changed)
            {
                adopt(changed.Current);
                if (Equals(replaced(changed.Current), decided) && changed.Current.State != ReadState.Submitted)
                    outcome = await act(changed.Current.Version);
            }
            switch (outcome)
            {
                case ReadOutcome.Saved saved:
                    adopt(saved.Read);
                    break;
                case ReadOutcome.ChangedElsewhere again:
                    adopt(again.Current);
                    break;
                case ReadOutcome.Locked locked:
                    adopt(locked.Current);
                    break;
            }
            return outcome;
        }
        catch (AccessDeniedException)
        {
            return new ReadOutcome.Invalid("Your account may not decide about findings any more.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            StudyLog.ActNotKept(logger, e);
            return null;
        }
        finally
        {
            done.SetResult();
        }
    }
}
