# The agent's eyes on Windows: one question a line of JSON comes in, one answer a line of JSON goes out, until the agent
# closes the pipe. What fails is said in the answer; the agent then calls the desktop unseen.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$plain = New-Object Text.UTF8Encoding $false
$questions = New-Object IO.StreamReader ([Console]::OpenStandardInput(), $plain)
$answers = New-Object IO.StreamWriter ([Console]::OpenStandardOutput(), $plain)
$answers.AutoFlush = $true

Add-Type -Path (Join-Path $PSScriptRoot 'look.cs') -ReferencedAssemblies 'System.Drawing'
[VongXoay.Desktop]::MeasureInPixels()

function Get-Answer($Question) {
  $x = $Question.x; $y = $Question.y; $width = $Question.width; $height = $Question.height
  if ($Question.ask -eq 'grab') {
    return @{ id = $Question.id; rgba = [VongXoay.Desktop]::Grab($x, $y, $width, $height) }
  }
  $look = [VongXoay.Desktop]::At($Question.browser, $x, $y, $width, $height)
  return @{ id = $Question.id; isThere = $look.IsThere; covers = @($look.Covers) }
}

while ($null -ne ($line = $questions.ReadLine())) {
  $question = ConvertFrom-Json $line
  try { $answer = Get-Answer $question } catch { $answer = @{ id = $question.id; fault = "$_" } }
  $answers.WriteLine((ConvertTo-Json -Compress $answer))
}
