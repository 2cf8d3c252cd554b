using System.Globalization;
using System.Web;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Interactions;
using OpenQA.Selenium.Support.UI;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>The page as its reader knows it: what it says, and what can be done with it. Things are found by what they are called.</summary>
internal sealed class ThePage(ChromeDriver driver, Uri server)
{
    internal ChromeDriver Driver => driver;

    /// <summary>What the address bar holds, by name.</summary>
    internal string? this[string member] => HttpUtility.ParseQueryString(new Uri(driver.Url).Query)[member];

    /// <summary>The day of the slider in words; <see langword="null"/>: now.</summary>
    internal string? Date => Text("[aria-live] strong");

    /// <summary>What the slider tells who does not see it.</summary>
    internal string SliderSays => driver.FindElement(By.CssSelector("input[type=range]")).GetDomAttribute("aria-valuetext")!;

    /// <summary>The panel of the subject that is selected.</summary>
    internal Panel? Panel => Panel.Of(driver);

    /// <summary>The subjects that have a lane, with what stands beside their names.</summary>
    internal IReadOnlyList<string> Lanes => Texts(".vis-labelset .vis-label button > :first-child");

    /// <summary>What went wrong, as it is announced; <see langword="null"/>: nothing.</summary>
    internal string? Alert => Text("[role=alert]");

    internal string Language => driver.FindElement(By.TagName("html")).GetDomAttribute("lang")!;

    /// <summary>Opens the page with a query, and waits until it shows something.</summary>
    internal ThePage Open(string query = "")
    {
        driver.Navigate().GoToUrl(new Uri(server, $"/{query}"));
        return Settle();
    }

    /// <summary>Makes the window as wide and high as this; a narrow one is a telephone's, whose scroll bars take no room.</summary>
    internal ThePage Resize(int width, int height)
    {
        Command("Emulation.setDeviceMetricsOverride", ("width", width), ("height", height), ("deviceScaleFactor", 1), ("mobile", width < 600));
        return this;
    }

    /// <summary>Has the reader prefer something, as a system's settings do.</summary>
    internal ThePage Prefer(string feature, string value)
    {
        Command("Emulation.setEmulatedMedia", ("features", new[] { new Dictionary<string, object> { ["name"] = feature, ["value"] = value } }));
        return this;
    }

    /// <summary>Waits until nothing is being loaded or drawn any more, for what looks at the page as a whole.</summary>
    internal ThePage Settle()
    {
        driver.Manage().Timeouts().AsynchronousJavaScript = TimeSpan.FromSeconds(20);
        driver.ExecuteAsyncScript("""
            const done = arguments[0];
            let still = 0, last = '';
            const look = () => {
                const now = document.body.innerText;
                const isBusy = document.querySelector('[aria-busy=true]') !== null || /(Loading|Lädt) …/.test(now) || document.body.innerText.trim() === '';
                still = isBusy || now !== last ? 0 : still + 1;
                last = now;
                if (still > 10) done(); else requestAnimationFrame(look);
            };
            look();
            """);
        return this;
    }

    /// <summary>Waits until something is so.</summary>
    internal void Until(string what, Func<bool> condition)
    {
        var wait = new WebDriverWait(new SystemClock(), driver, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(25));
        wait.IgnoreExceptionTypes(typeof(StaleElementReferenceException), typeof(NoSuchElementException));
        try
        {
            wait.Until(_ => condition());
        }
        catch (WebDriverTimeoutException)
        {
            Assert.Fail($"Not so in time: {what}\n{driver.Url}\n{Text("body")}");
        }
    }

    /// <summary>Waits until the panel says something.</summary>
    /// <returns>What it says then.</returns>
    internal Panel UntilPanel(Func<Panel, bool> condition)
    {
        Panel? panel = null;
        Until("The panel says so.", () => (panel = Panel) is not null && condition(panel));
        return panel!;
    }

    /// <summary>Drags the slider to a day, as a mouse does it in many small steps.</summary>
    internal ThePage SlideTo(string date)
    {
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        driver.ExecuteScript("""
            const slider = document.querySelector('input[type=range]');
            slider.value = arguments[0];
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            """, day);
        return this;
    }

    /// <summary>Presses keys where the focus is.</summary>
    internal ThePage Press(params string[] keys)
    {
        foreach (var key in keys) new Actions(driver).SendKeys(key).Perform();
        return this;
    }

    /// <summary>Presses a key with Shift.</summary>
    internal ThePage PressShift(string key)
    {
        new Actions(driver).KeyDown(Keys.Shift).SendKeys(key).KeyUp(Keys.Shift).Perform();
        return this;
    }

    internal IWebElement Button(string name) => Find($".//*[self::button or self::summary][normalize-space()='{name}' or @aria-label='{name}']");

    internal IWebElement Link(string name) => Find($".//a[normalize-space()='{name}']");

    /// <summary>A field or a choice by its label, with or without the word that it is needed.</summary>
    internal IWebElement Field(string label) => Find($".//*[self::input or self::select or self::textarea][@aria-label='{label}']"
        + $" | .//label[normalize-space(span)='{label}' or normalize-space(text())='{label}' or normalize-space()='{label}']//*[self::input or self::select]"
        + $" | .//*[@id=//label[normalize-space()='{label}' or normalize-space()='{label} (needed)']/@for]");

    /// <summary>The name of a lane.</summary>
    internal IWebElement Lane(string title) => Find($".//*[contains(@class, 'vis-labelset')]//button[starts-with(normalize-space(), '{title}')]");

    /// <summary>Does something with the newest event of a type in the story.</summary>
    internal ThePage Act(string type, string deed)
    {
        Until($"There is a {type} to act on.", () =>
        {
            Find($".//*[@class='story']//summary[@aria-label='Act on it … {type}']").Click();
            Find($".//details[@open]//button[starts-with(normalize-space(), '{deed}')]").Click();
            return true;
        });
        Until("The form is open.", () => driver.FindElements(By.CssSelector("dialog[open] form")).Count > 0);
        return this;
    }

    /// <summary>Writes into a field instead of what stands there.</summary>
    internal ThePage Write(string label, string value)
    {
        Field(label).SendKeys(Keys.Control + "a");
        Field(label).SendKeys(Keys.Delete + value);
        return this;
    }

    /// <summary>Writes into a field, and Enter.</summary>
    internal ThePage Fill(string label, string value)
    {
        Write(label, value).Field(label).SendKeys(Keys.Enter);
        return this;
    }

    /// <summary>Chooses what begins so, once it is offered.</summary>
    internal ThePage Choose(string label, string text)
    {
        var option = By.XPath($".//option[starts-with(normalize-space(), '{text}')]");
        Until($"{label} offers {text}.", () => Field(label).FindElements(option).Count > 0);
        Field(label).FindElement(option).Click();
        return this;
    }

    /// <summary>What the whole page shows: its words, and what stands in its fields.</summary>
    internal string Whole() => (string)driver.ExecuteScript("""
        return document.body.innerText + '\n' + [...document.querySelectorAll('input, select')].map(f => f.type === 'checkbox' ? f.checked : f.value).join('\n');
        """)!;

    /// <summary>Keeps what it looks like now, to be looked at, under a name beside the tests.</summary>
    /// <returns>Where.</returns>
    internal string Picture(string name)
    {
        Settle();
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName, $"{name}.png");
        driver.GetScreenshot().SaveAsFile(path);
        return path;
    }

    /// <summary>The text of the first that a selector finds; <see langword="null"/>: there is none.</summary>
    internal string? Text(string selector) => (string?)driver.ExecuteScript("return document.querySelector(arguments[0])?.innerText.trim() ?? null", selector);

    internal IReadOnlyList<string> Texts(string selector) =>
        [.. ((IEnumerable<object>)driver.ExecuteScript("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector)!).Cast<string>()];

    internal T Ask<T>(string script, params object[] arguments) => (T)driver.ExecuteScript(script, arguments)!;

    // Where a dialog is open, nothing else is reached.
    private IWebElement Find(string path) =>
        (driver.FindElements(By.CssSelector("dialog[open]")).FirstOrDefault() ?? driver.FindElement(By.TagName("body"))).FindElement(By.XPath(path));

    private void Command(string name, params (string Name, object Value)[] parameters) =>
        driver.ExecuteCdpCommand(name, parameters.ToDictionary(p => p.Name, p => (object?)p.Value));
}
