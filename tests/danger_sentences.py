"""Made-up sentences: some say that someone is in danger now, the others only sound like it.

Every second one of each list is held out: the patterns were written without a look at how they
do on those.
"""

DANGER = """
he is going to hurt her tonight
child left alone right now
I want to kill myself
she has taken an overdose
client says he will end his life
My mum's boyfriend is hitting her right now, what should I do?
I can't go on any more and I don't want to be here
There is a man outside with a knife
she just took all her tablets
a baby is locked in a car and nobody is around
He says he's going to kill the children
I'm going to end it all tonight
service user has swallowed bleach
my client is threatening to jump off the bridge
the father is drunk and beating the kids at the moment
help he's strangling her
She told me she wants to die
I've cut my wrists
The children have been home alone all day today and there is no food
dad has threatened to stab mum when he gets home
my ex is trying to break in
someone is attacking my colleague
he won't let her leave the house and she is scared for her life
There's no reason to live, I wish I was dead
The young person says they're going to hang themselves
what do I do, the baby isn't breathing
A resident is unconscious and won't wake up
he's got a gun and he's on his way to her flat
My neighbour is screaming and I think her husband is killing her
She is in immediate danger from her partner
I am scared he will kill me
he has my daughter and won't give her back, he said he will hurt her
I feel suicidal
my son is suicidal and has gone missing
She's standing on the edge of the railway bridge
a mother has just said she is going to smother her baby
he keeps hitting me
I think about killing myself every day
The lad I support has taken a load of paracetamol
She is being held against her will
uncle is abusing my sister right now
the toddler is on the street on his own right now
He's going to set the house on fire with them inside
I don't feel safe at home tonight
My brother tried to kill himself this morning
she's bleeding heavily after he hit her
client has barricaded himself in with a knife
I'm not safe, he is coming back tonight
I plan to take my own life this weekend
The carer is hurting my nan, please help
they're going to take her abroad tonight to force her to marry
I have just been raped
my dad is going to kill me if I go home
a girl says her stepfather is touching her and she has to go home to him now
He says he wants to shoot himself
a six year old has been left on her own in the flat tonight
mum is not answering and the kids are crying inside alone
Someone is being stabbed outside our office
she texted me goodbye and says she is going to jump
I want to die
I am thinking of ending my life
my patient is overdosing
He is threatening her with a hammer
he is choking her
She said he will murder her when he finds out
We have a child here with burns, the dad did it an hour ago and wants to take him home
im gonna kill myself
he's beating my mum up
i dont want to live anymore
my husband just threatened to kill me
the teenager ran off saying he'd throw himself under a train
everyone would be better off without me
her ex is outside her door and she is terrified
There is a child in danger right now
his life is in danger
our tenant is standing on the roof and won't come down
I'm about to overdose
I think my client is about to kill her husband
he has tied a noose
she has been self-harming tonight and it is deep
A man is attacking a social worker at a visit
I will kill him when I see him
someone help, my partner is trying to strangle me
dad is high and driving off with the baby
he has locked her in the bedroom
the old lady next door is lying on the floor and not responding
A child is being beaten next door as I write
she is threatening to throw the baby out of the window
what is the number to ring, she's cutting herself badly
i feel like ending it
he said he can't keep himself safe tonight
she has nowhere safe to go tonight with the baby
my foster child has run away and says she will kill herself
he came at me with a knife
they are starving him and he is chained up
my sister has collapsed and can't breathe
He will hurt the baby if she leaves
a man is following me and I'm frightened
the client is on the phone saying he has taken pills
her boyfriend has kidnapped her
""".strip().splitlines()

ORDINARY = """
What is the duty to report abuse?
suicide prevention strategy
what are the signs of neglect
deaths of social workers
domestic abuse training
How many people still live in inpatient units?
What is the 80-20 campaign about?
how do I deal with abuse from service users?
What does the law say about self-harm in custody?
How is immediate danger defined?
What should a social worker do about neglect?
which training covers suicide risk?
When was the Domestic Abuse Act passed?
How many children were killed by a parent last year?
who can use emergency powers to remove a child
What is the threshold for significant harm?
At what age can a child be left home alone?
violence against social workers statistics
What did the review say about a child who was left alone?
How many assaults on staff were reported in 2022?
What is the policy on lone working?
Is there guidance about threats to kill?
what happens at an inquest after a suicide
How do I make a safeguarding referral?
knife crime and young people
support for carers who cannot cope
What are the risk factors for overdose?
Does the campaign want to end restraint?
What do social workers do right now to cut caseloads?
Who is campaigning to end child poverty now?
How do I respond when someone discloses abuse?
What are cuts to services doing to families?
the cuts are hurting children
Is austerity killing people?
the bill will hurt disabled people
How can I protect myself from burnout?
Are social workers going to strike?
What is coercive control?
how can practitioners keep themselves safe on visits
Who should attend a strategy meeting?
What is the emergency duty team?
what does a duty social worker do at night
Have referrals risen since the pandemic?
What did the ombudsman say about a man who died alone?
report on deaths of people sleeping rough
Which documents are about bereavement?
What is a serious case review?
child deaths and serious injury reviews
How should teams talk about assisted dying?
assisted suicide position statement
What is BASW's view on the right to die?
dying well: palliative and end of life social work
how to end a working relationship with a client
What ended the campaign?
Which services end support at 18?
When do children leave care?
support at home for people at the end of their life
Is it true that people are living shorter lives now?
the fight against poverty today
Has the union taken action over assaults?
What can I do now about unpaid overtime?
How do I attack the problem of poor morale?
killing off the bursary
What was the impact of the shooting on the town?
Social work in disasters: fire, flood and terror attacks
Grenfell fire response by social workers
What do we learn from the death of a child known to services?
female genital mutilation duty to report
forced marriage guidance
what is the missing children protocol
How many children go missing from care?
How do I cut down on paperwork?
is there a hurt and loss training course
Does the law allow parents to smack children?
What is the equal protection from assault act
historic abuse inquiry recommendations
Were children abused in the homes that the inquiry looked at?
when did Wales ban smacking
Which charity helps people who self-harm?
trauma-informed practice with survivors of rape
How do courts treat a parent who has hit a child?
What does the report say about parents who hurt their children?
human trafficking and modern slavery resources
What is county lines?
Is there a toolkit on gun and gang violence?
risk assessment of people who threaten others
how to record threats made by a relative
Can an AMHP detain someone who is a danger to others?
Which section of the Mental Health Act lets police hold a person?
What does nearest relative mean?
What are we going to do about pay?
He is going to speak at the conference, when is it?
Is she going to stand as president?
Who is going to kill the bill in the Lords?
They are fighting for better pay, who leads it?
What happens if a child is at risk out of hours?
What helps people feel safe at home?
safe homes for all campaign
Do people with learning disabilities die earlier?
what percentage of social workers want to leave
How many want to quit their job within a year?
I want to end the stigma around mental health, what can I share?
I want to leave social work
I am dying to know who won the award
this paperwork is killing me, who is campaigning about it?
My caseload is killing me
I can't go on with this caseload, who can I talk to at the union?
my manager is bullying me, what can the union do?
I am being bullied at work
the system is failing children
Is it legal to take a child into care overnight?
how do I take an overdue case to court
She has taken annual leave, who covers?
A child has taken part in the review, what next?
a client has left me a gift, may I keep it?
Client says he will complain, what is the procedure?
My client will not engage, what can I do?
the family says they will move, who takes over the case?
What is contingency planning for a violent parent?
can a parent stop contact now
Should I hit send on a letter to my MP?
What is the hit rate of the campaign?
who was hit hardest by the pandemic
How can we fight racism in the profession?
What are the child protection statistics for tonight's debate?
Is the webinar tonight or tomorrow?
what is on today
Are there any jobs at the moment?
Was a social worker stabbed in a hospital in 2019?
What did the inquiry find about the man who killed his wife?
a boy was murdered by his stepmother: lessons
How does alcohol harm families?
hoarding and self-neglect
how many young people self-harm each year
supporting someone after a suicide attempt
What do I tell a child whose parent died by suicide?
Which hotline numbers does the guide list?
Where can social workers get counselling?
How do I support a colleague who is struggling?
What does Right to Home say about people locked in hospital?
people locked away in long-stay hospitals
Are autistic people being held in hospital?
restraint and seclusion of children
How many people are detained under the Mental Health Act?
What is deprivation of liberty?
bleeding disorders and social care
burns unit social worker role
what is a place of safety
""".strip().splitlines()

DANGER_SEEN, DANGER_HELD_OUT = DANGER[::2], DANGER[1::2]
ORDINARY_SEEN, ORDINARY_HELD_OUT = ORDINARY[::2], ORDINARY[1::2]
